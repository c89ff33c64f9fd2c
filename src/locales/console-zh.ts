import type { ErrorCode } from "../errors/catalogue.ts";
import { accessZh } from "./access-zh.ts";
import { auditZh } from "./audit-zh.ts";
import { channelsZh } from "./channels-zh.ts";
import { figuresZh } from "./figures-zh.ts";
import { groupsZh } from "./groups-zh.ts";
import { knowledgeZh } from "./knowledge-zh.ts";
import { learningZh } from "./learning-zh.ts";
import { peopleZh } from "./people-zh.ts";
import { personZh } from "./person-zh.ts";
import { type ErrorText, refusalsZh } from "./refusals-zh.ts";
import { ticketsZh } from "./tickets-zh.ts";
import { todayZh } from "./today-zh.ts";

/** The console in Chinese. Its shape is the shape of every language of the console. */
export const consoleZh = {
  name: "邻里",
  language: { switchTo: "English", label: "语言" },
  theme: { label: "外观", auto: "跟随系统", light: "浅色", dark: "深色" },
  nav: {
    label: "主菜单",
    today: "今日",
    tickets: "工单",
    figures: "看板",
    groups: "群",
    pending: "待办",
    relay: "转发",
    forms: "随手报",
    knowledge: "知识",
    learning: "考试",
    staff: "人员与区域",
    audit: "审计",
    status: "状态",
    doctor: "体检",
    signOut: "退出",
    skip: "跳到正文",
  },
  time: {
    minutes: (n: number) => `${n} 分钟`,
    hours: (n: number) => `${n} 小时`,
    days: (n: number) => `${n} 天`,
    ago: (span: string) => `${span}前`,
    justNow: "刚刚",
    left: (span: string) => `还剩 ${span}`,
    over: (span: string) => `已超 ${span}`,
  },
  states: {
    loading: "正在读取…",
    retry: "再试一次",
    offline: "网络断了：看到的可能不是最新的，恢复后自动刷新。",
    reconnecting: "与邻里的连接断了，正在重连；看到的可能不是最新的。",
    sending: "正在提交",
    notYourRole: (role: string) => `「${role}」不能做这一项，需要时请找本辖区有权限的同事`,
    crashed: { what: "这一页出了问题。", todo: "刷新页面；还不行，请告诉运行邻里的人。" },
    refresh: "刷新页面",
    notYourPage: { what: "这一页不归你的岗位看。", todo: "需要时请找本辖区的管理员。" },
    notFound: { what: "没有这一页。", todo: "请从菜单重新进入。" },
  },
  /** What stands between words where the console puts them together. */
  marks: {
    colon: "：",
    comma: "，",
    and: "、",
    semicolon: "；",
    sentences: (one: string, other: string) => `${one}${other}`,
    aside: (words: string, more: string) => `${words}（${more}）`,
  },
  words: {
    cancel: "取消",
    close: "关闭",
    copy: "复制",
    copied: "已复制",
    more: "再看一些",
    all: "全部",
    unknown: "不清楚",
    households: (n: number) => `${n} 户`,
    wholeGroup: "不在群里",
    notADay: "请写成 2026-11-22 这样",
    expiresAt: (at: string) => `${at} 前有效，只能用一次`,
  },
  knowledge: knowledgeZh,
  learning: learningZh,
  ...ticketsZh,
  figures: figuresZh,
  ...todayZh,
  ...groupsZh,
  ...channelsZh,
  ...accessZh,
  ...peopleZh,
  ...auditZh,
  ...personZh,
  error: ({ code, message, remedy }: { code: string; message: string; remedy: string }): ErrorText => {
    const known = refusalsZh[code as ErrorCode];
    return known ?? { what: message, todo: remedy };
  },
};
