import { chinaClock } from "../domain/group.ts";
import type { Place } from "../domain/reading.ts";

/** How a place was found, in words for staff; null when the resident said it. */
export const placeNotes: Readonly<Record<Place["from"], string | null>> = {
  text: null,
  quote: "由所引消息推断，未确认",
  nick: "由昵称推断，未确认",
  group: "按所在群推断，未确认",
  unknown: "居民没有说明",
};

/** Labels of the buttons below a staff card. */
export const buttonLabels = {
  approve: "通过",
  change_category: "改类",
  merge: "并单",
  reject: "不是诉求",
  start: "开始处理",
  resolve: "已解决",
  return: "退单",
  escalate: "上报",
  dispatch: "派单",
  back: "返回",
} as const;

export const menuHints = {
  main: null,
  categories: "请选类别：",
  merge: "并入哪一单：",
  reject: "为什么不是诉求：",
} as const;

/** What the person who pressed a button is told. */
export const pressAnswers = {
  approved: (code: string, party: string | null) =>
    `已通过 ${code}${party ? `，派给${party}` : "，还没有承办方，请在控制台派单"}`,
  moved: (code: string, status: string) => `${code}：${status}`,
  joined: (code: string, status: string) => `${code}：已与另一群的工单合为一件事，${status}`,
  shown: "请选择",
  not_staff: "这个按钮只对已绑定的工作人员有效。请向管理员要绑定码。",
  not_allowed: "您没有这个区域的处理权限。",
  used: "已经有人处理过了。",
  stale: "工单有了新的变化，请按最新的卡片操作。",
  expired: "按钮已过期，请在控制台打开这张工单。",
  unknown: "这个按钮无效。",
  elsewhere: "这个按钮不属于本群。",
  not_yours: "这个按钮不是给您的。",
  refused: "现在的状态不能这样操作。",
} as const;

/** A due time with who owes it: the only kind of time that is ever said in a group. */
export function dueLine(party: string | null, due: Date | null, what: "arrive" | "resolve", now: Date): string | null {
  if (!due) return null;
  return `${party ?? "社区"}最迟${timeWords(due, now)}${what === "arrive" ? "前到场" : "前办结"}`;
}

/** An instant as people say it: 今天18:00, 明天9:00, 7月5日9:00. */
export function timeWords(at: Date, now: Date): string {
  const [a, b] = [chinaClock(at), chinaClock(now)];
  const days = Math.round((Date.UTC(a.year, a.month - 1, a.day) - Date.UTC(b.year, b.month - 1, b.day)) / 86_400_000);
  const day = days === 0 ? "今天" : days === 1 ? "明天" : `${a.month}月${a.day}日`;
  return `${day}${a.hour}:${String(a.minute).padStart(2, "0")}`;
}

export const staffNotes = {
  quarrel: (group: string, from: string, until: string) =>
    `${group} ${from}—${until} 有争执，小助没有在群里发言，请留意。`,
  sensitive: "涉及隐私，不会在群里发任何内容",
  offline: "离线判断",
  relapse: "复发",
  declared: "不确定",
  simulated: "演练",
  parked: (group: string) => `${group}有一条消息三次处理失败，已单独存放，请在控制台“待办”里查看。`,
  uncertain: (group: string) => `有一条发往${group}的消息不知是否送达，请在控制台“待办”里确认。`,
  reopened: (code: string) => `${code} 居民回复“没好”，已重新处理。`,
  half: (code: string) => `${code} 居民回复“好一半”，请继续跟进。`,
  returned: (code: string) => `${code} 被退单，请重新派单。`,
  urgedByStaff: (code: string, party: string) => `${code} 催办：请${party}尽快处理，并在工单里写明进展。`,
  transferred: (code: string, party: string) => `${code} 已转给${party}，请接手。`,
  withdrawn: (code: string) => `${code} 反映人已撤回。`,
  escalated: (code: string) => `${code} 已上报。`,
  questions: (texts: readonly string[]) => `居民的问题没有现成的规定可答，请人工回复：${quoted(texts)}`,
  questionsInSilence: (texts: readonly string[]) => `小助在该群不发言，居民的问题请人工回复：${quoted(texts)}`,
  paused: (group: string) => `${group}已由群主或管理员暂停：小助不听、不说、不存聊天内容，直到有人恢复。`,
  expiring: (question: string, count: number) =>
    `知识条目「${question}」${count > 1 ? `等 ${count} 条` : ""}将在 30 天内到期，到期后小助不再用它回答。请向发布单位问清后续，到控制台“知识”里修改。`,
  resumed: (group: string) => `${group}已恢复，小助照常听取诉求。`,
} as const;

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `「${text}」`).join("");
}

/** Which tickets are one cause, or may be: said on the card that staff see. */
export const incidentNotes = {
  maybeSame: (tickets: readonly string[]) => `可能是同一件事：${tickets.join("、")}(请核对，可并单)`,
  same: (tickets: readonly string[], households: number) => `同一件事：${tickets.join("、")}，合计${households}户`,
  relapse: (code: string) => `复发：${code} 办结不到14天`,
} as const;

/** What somebody who typed a binding code is told, in the chat where they typed it. */
export const bindingAnswers = {
  group: "本群已绑定。小助会听取诉求，登记后由网格员审核。 This group is bound.",
  staff: "您的账号已绑定，可以使用工作群里的按钮。 Your account is bound.",
  refused: "这个绑定码无效或已用过，请向管理员要新的。 This code is not good; ask an admin for a new one.",
} as const;

/** Why a message was set aside. */
export const parkedReason = "读这条消息时程序三次中断，已单独存放";

/** What somebody is called whose words were pasted in without a name. */
export const unnamedSpeaker = "没写名字的居民";
