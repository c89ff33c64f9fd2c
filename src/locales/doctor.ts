import type { AuditVerdict } from "../domain/audit.ts";
import { type Finding, type FindingCode, type Severity, severityOf } from "../domain/check-up.ts";
import { consoleEn } from "./console-en.ts";
import { consoleZh } from "./console-zh.ts";

/** What a finding says and what to do about it, a sentence each. */
export interface FindingText {
  readonly what: string;
  readonly todo: string;
}

interface Told {
  /** The channel or the group, as staff call it. */
  readonly name: string;
  /** For how long, in words; empty when unknown. */
  readonly ago: string;
  readonly usual: string;
  readonly count: number;
  readonly note: string;
}

type Words = Readonly<Record<FindingCode, (told: Told) => FindingText>>;

const zh: Words = {
  no_channels: () => ({
    what: "没有聊天平台在运行。",
    todo: "请先启动邻里(npm start)；第一次用可打开沙盘，接入平台见 docs。",
  }),
  channel_unseen: ({ name, ago }) => ({
    what: `邻里有${ago}没有运行${name}。`,
    todo: "请启动邻里(npm start)，再看一次体检。",
  }),
  channel_away: ({ name, ago, note }) => ({
    what: `${name}连不上，已经${ago}${note && `：${note}`}。`,
    todo: "请检查网络和令牌；程序会自己重试，一直不好请看《通道断了怎么办》。",
  }),
  channel_silent: ({ name, ago, usual }) => ({
    what: `${name}已经${ago}没有任何消息，平常这个时候最多安静${usual}。`,
    todo: "请到一个群里发一句话，看控制台有没有收到；没有就按《通道断了怎么办》处理。",
  }),
  channel_notice: ({ name, note }) => ({ what: `${name}：${note}`, todo: "请照上面说的做，做完重启邻里。" }),
  channel_fine: ({ name, ago }) => ({ what: `${name}正常${ago && `，最近消息在${ago}前`}。`, todo: "不用做什么。" }),
  group_unbound: ({ name }) => ({
    what: `“${name}”还没有绑定区域，小助在里面什么也不听。`,
    todo: "请在“群”里给它选区域；不认识这个群就把机器人移出去。",
  }),
  group_quarantined: ({ name }) => ({
    what: `“${name}”的群号变了，在确认之前只听不说。`,
    todo: "请看一眼是不是原来那个群，再在“群”里按“确认绑定”。",
  }),
  group_muted: ({ name }) => ({
    what: `“${name}”不让小助发言。`,
    todo: "请群主允许它发言，或在“群”里把权限改成“只听”。",
  }),
  group_silent: ({ name, ago, usual }) => ({
    what: `“${name}”已经${ago}没有消息，平常这个时候最多安静${usual}。`,
    todo: "请到群里看一眼：有人说话而这里没有收到，就把机器人移出再拉进来一次。",
  }),
  no_staff_group: ({ name }) => ({
    what: `“${name}”没有对应的工作群，紧急情况没有人会被通知。`,
    todo: "请建一个工作群，绑定到同一区域或上级区域。",
  }),
  unread_late: ({ name, ago }) => ({
    what: `“${name}”有消息等了${ago}还没有读。`,
    todo: "请重启邻里；还是这样就把日志交给管理员。",
  }),
  posts_late: ({ name, ago }) => ({
    what: `发往“${name}”的消息等了${ago}还没有发出。`,
    todo: "请看这个平台是否连得上；连得上还是这样，请重启邻里。",
  }),
  posts_uncertain: ({ name, count }) => ({
    what: `发往“${name}”的${count}条消息不知道到没到。`,
    todo: "请到群里看一眼，再在“待办”里选“群里有”或“群里没有”。",
  }),
  posts_withheld: ({ name, count }) => ({
    what: `发往“${name}”的${count}条消息被拦下了，可能含个人信息。`,
    todo: "请在“待办”里看原文，决定不发或改过再发。",
  }),
  posts_failed: ({ name, count }) => ({
    what: `发往“${name}”的${count}条消息发送失败。`,
    todo: "请在“待办”里看原因，改好后重发。",
  }),
  parked: ({ name, count }) => ({
    what: `“${name}”有${count}条消息三次没读成，已单独存放。`,
    todo: "请在“待办”里看原文，人工处理，或按“重新读”。",
  }),
  group_paused: ({ name, note }) => ({
    what: `“${name}”已由${note === "owner" ? "群主或管理员" : "工作人员"}暂停，不听也不说。`,
    todo: note === "owner" ? "要恢复请先和群主商量。" : "要恢复请在“群”里按“恢复”。",
  }),
  group_gone: ({ name }) => ({ what: `小助已不在“${name}”里。`, todo: "还要用就请群主把它拉回来；不用了就不管它。" }),
  group_fine: ({ name, ago }) => ({ what: `“${name}”正常${ago && `，最近消息在${ago}前`}。`, todo: "不用做什么。" }),
};

const en: Words = {
  no_channels: () => ({
    what: "No chat platform is running.",
    todo: "Start Linli (npm start); the sandbox is there to try it, and docs tell how to connect a platform.",
  }),
  channel_unseen: ({ name, ago }) => ({
    what: `Linli has not run ${name} for ${ago}.`,
    todo: "Start Linli (npm start) and look again.",
  }),
  channel_away: ({ name, ago, note }) => ({
    what: `${name} cannot be reached, for ${ago}${note && `: ${note}`}.`,
    todo: "Check the network and the token; it is tried again by itself. If that does not help, see docs/when-a-channel-dies.md.",
  }),
  channel_silent: ({ name, ago, usual }) => ({
    what: `Nothing has come from ${name} for ${ago}; at this hour it is usually quiet for ${usual} at most.`,
    todo: "Say something in one of its groups and see whether the console shows it; if not, see docs/when-a-channel-dies.md.",
  }),
  channel_notice: ({ name, note }) => ({ what: `${name}: ${note}`, todo: "Do what it says, then restart Linli." }),
  channel_fine: ({ name, ago }) => ({
    what: `${name} is fine${ago && `, last heard ${ago} ago`}.`,
    todo: "Nothing to do.",
  }),
  group_unbound: ({ name }) => ({
    what: `"${name}" is bound to no area, so nothing is heard there.`,
    todo: "Choose its area under Groups; if nobody knows the group, take the bot out of it.",
  }),
  group_quarantined: ({ name }) => ({
    what: `The ref of "${name}" has changed; until it is confirmed the bot only listens.`,
    todo: "Make sure that it is the same group, then confirm it under Groups.",
  }),
  group_muted: ({ name }) => ({
    what: `"${name}" does not let the bot post.`,
    todo: "Ask its owner to allow it, or set the level to listen only under Groups.",
  }),
  group_silent: ({ name, ago, usual }) => ({
    what: `Nothing has come from "${name}" for ${ago}; at this hour it is usually quiet for ${usual} at most.`,
    todo: "Look into the group: if people talk there, take the bot out and add it again.",
  }),
  no_staff_group: ({ name }) => ({
    what: `"${name}" has no staff group, so nobody is paged in an emergency.`,
    todo: "Open a staff group and bind it to the same area or to one above.",
  }),
  unread_late: ({ name, ago }) => ({
    what: `Messages of "${name}" have waited for ${ago} to be read.`,
    todo: "Restart Linli; if that does not help, give the log to its operator.",
  }),
  posts_late: ({ name, ago }) => ({
    what: `Posts to "${name}" have waited for ${ago}.`,
    todo: "See whether the platform can be reached; if it can, restart Linli.",
  }),
  posts_uncertain: ({ name, count }) => ({
    what: `Nobody knows whether ${count} posts to "${name}" arrived.`,
    todo: "Look into the group, then say under Pending whether they are there.",
  }),
  posts_withheld: ({ name, count }) => ({
    what: `${count} posts to "${name}" were withheld; they may hold personal data.`,
    todo: "Read them under Pending and decide.",
  }),
  posts_failed: ({ name, count }) => ({
    what: `${count} posts to "${name}" failed.`,
    todo: "Read the reason under Pending, mend it and send them again.",
  }),
  parked: ({ name, count }) => ({
    what: `${count} messages of "${name}" could not be read three times and were set aside.`,
    todo: "Read them under Pending and handle them by hand, or have them read again.",
  }),
  group_paused: ({ name, note }) => ({
    what: `"${name}" was paused by ${note === "owner" ? "its owner" : "staff"}: nothing is heard or said there.`,
    todo: note === "owner" ? "Ask its owner before you resume it." : "Resume it under Groups.",
  }),
  group_gone: ({ name }) => ({
    what: `The bot is no longer in "${name}".`,
    todo: "Have it added again if it is needed.",
  }),
  group_fine: ({ name, ago }) => ({
    what: `"${name}" is fine${ago && `, last heard ${ago} ago`}.`,
    todo: "Nothing to do.",
  }),
};

/** A finding in words, in both languages. */
export function findingWords(finding: Finding, now: Date): { readonly zh: FindingText; readonly en: FindingText } {
  const { code, channel, group, since, usualMinutes, count, note } = finding;
  const ms = since === null ? null : now.getTime() - since.getTime();
  const told = (words: typeof zhTime, platforms: Readonly<Record<string, string>>): Told => ({
    name: group?.name ?? (channel ? `${platforms[channel.platform]}(${channel.account})` : ""),
    ago: ms === null ? "" : words(ms / 60_000),
    usual: usualMinutes === null ? "" : words(usualMinutes),
    count: count ?? 0,
    note: "",
  });
  // A platform's notice is told in both languages, a line each; what ended it in one.
  const notes = (note ?? "").split("\n");
  return {
    zh: zh[code]({ ...told(zhTime, consoleZh.platforms), note: notes[0] ?? "" }),
    en: en[code]({ ...told(enTime, consoleEn.platforms), note: notes.at(-1) ?? "" }),
  };
}

/** What kinds of findings are called. */
export const severityLabels: Readonly<Record<Severity, { readonly zh: string; readonly en: string }>> = {
  act: { zh: "要处理", en: "To do" },
  watch: { zh: "留意", en: "Worth knowing" },
  fine: { zh: "正常", en: "Fine" },
};

/** A whole check-up in plain lines, Chinese first. */
export function reportLines(findings: readonly Finding[], now: Date): readonly string[] {
  const sections = (["act", "watch", "fine"] as const).map((severity) => {
    const found = findings.filter(({ code }) => severityOf[code] === severity);
    const { zh, en } = severityLabels[severity];
    return [`${zh} ${en} (${found.length})`, ...found.flatMap((finding) => findingLines(finding, severity, now))];
  });
  return ["邻里体检 Linli check-up", ...sections.flatMap((lines) => ["", ...lines])];
}

function findingLines(finding: Finding, severity: Severity, now: Date): string[] {
  const { zh, en } = findingWords(finding, now);
  const words = ({ what, todo }: FindingText) => (severity === "fine" ? what : `${what} ${todo}`);
  return [`  ${severity === "act" ? "✗" : severity === "watch" ? "·" : "✓"} ${words(zh)}`, `    ${words(en)}`];
}

function zhTime(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  if (whole < 60) return `${whole}分钟`;
  if (whole < 24 * 60) return `${Math.floor(whole / 60)}小时${whole % 60 > 0 ? `${whole % 60}分钟` : ""}`;
  return `${Math.round(whole / 1440)}天`;
}

function enTime(minutes: number): string {
  const whole = Math.max(1, Math.round(minutes));
  if (whole < 60) return `${whole} min`;
  if (whole < 24 * 60) return `${Math.floor(whole / 60)} h${whole % 60 > 0 ? ` ${whole % 60} min` : ""}`;
  return `${Math.round(whole / 1440)} days`;
}

/** Whether the audit log is as it was written, in plain lines. */
export function auditLines({ entries, anchors, broken }: AuditVerdict): readonly string[] {
  if (!broken)
    return [
      `审计日志完好：${entries} 条，与库外 ${anchors} 个记号一致。The audit log is whole: ${entries} entries, in line with ${anchors} marks outside.`,
    ];
  return [
    `审计日志从第 ${broken.seq} 条起对不上（${broken.how}）。请保留数据库和 audit-heads-*.log 的现状再查。`,
    `The audit log does not hold from entry ${broken.seq} on (${broken.how}). Keep the database and audit-heads-*.log as they are, and look into it.`,
  ];
}
