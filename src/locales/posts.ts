import type { PostContent, PostFields } from "../domain/post.ts";
import type { ReportKind, Urgency } from "../domain/reading.ts";
import type { RejectReason } from "../domain/staff-move.ts";
import type { TicketStatus } from "../domain/ticket.ts";

/** What a status is called where residents and staff read it. */
export const statusLabels: Readonly<Record<TicketStatus, string>> = {
  draft: "待审核",
  approved: "已立案",
  dispatched: "已派单",
  in_progress: "处理中",
  escalated: "已上报",
  resolved: "已解决，待居民确认",
  half_solved: "解决了一部分",
  unconfirmed: "已处理，未经居民确认",
  closed: "居民已确认解决",
  rejected: "不是诉求",
  merged: "已并入另一单",
  withdrawn: "已撤回",
};

export const kindLabels: Readonly<Record<ReportKind, string>> = {
  complaint: "投诉",
  request: "求办",
  hazard: "隐患",
  emergency: "紧急",
  suggestion: "建议",
  help: "求助",
  wish: "微心愿",
};

export const urgencyLabels: Readonly<Record<Urgency, string>> = { routine: "一般", urgent: "加急", emergency: "紧急" };

/** Why staff say that a draft is no report, as the buttons say it. */
export const rejectReasonLabels: Readonly<Record<RejectReason, string>> = {
  small_talk: "闲聊、玩笑",
  question: "只是提问",
  already_solved: "已经解决",
  private_matter: "私事",
  outside: "不在本社区",
  misread: "读错了",
};

/** Signs on a resident's message: somebody looks at it; it is followed as a ticket. Both are among those that Telegram lets a bot set. */
export const marks = { drafted: "👀", approved: "👌" } as const;

interface Templates {
  /** The one post of a ticket in its group. */
  card: {
    code: string;
    category: string;
    place: string;
    status: string;
    party: string | null;
    due: string | null;
    /** A line of staff, in their words. Cards from before it was asked have none. */
    news?: string | null;
    households: number;
    hint: string | null;
  };
  /** After 已解决: were we right? */
  ask: { code: string; category: string; place: string };
  /** An article's own words. */
  answer: { answer: string; source: string; issuer: string; date: string | null };
  /** Fixed advice in danger; `onDuty` says that a person has been told. */
  alarm: { advice: string };
  /** No words: a sign on the message it answers, where no card may be posted. */
  mark: { sign: string };
  /** What did not fit into the day. */
  digest: { lines: readonly string[] };
  /** To staff: a ticket and what may be done with it. */
  staff_card: {
    code: string;
    status: string;
    category: string;
    runnerUp: string | null;
    confidence: string;
    kind: string;
    urgency: string;
    place: string;
    placeNote: string | null;
    summary: string;
    quotes: readonly string[];
    households: number;
    similar: readonly string[];
    /** Absent from cards that were written before these were told. */
    same?: string | null;
    incident?: string | null;
    relapse?: string | null;
    party: string | null;
    due: string | null;
    marks: readonly string[];
    menu: string | null;
  };
  /** To staff: something they should know now. */
  staff_note: { text: string };
  /** To staff: danger to life. */
  page: { kind: string; place: string; quote: string; advised: boolean };
}

export type TemplateName = keyof Templates;

/** What the bot says, each a function from facts to text. In a group every word is read by two hundred people who did not ask. */
const templates: { readonly [K in TemplateName]: (fields: Templates[K]) => string } = {
  card: ({ code, category, place, status, party, due, news, households, hint }) =>
    lines(
      `【${category}】${place}`,
      `${status}${party && !due ? ` · ${party}` : ""}${households > 1 ? ` · ${households}户反映` : ""}`,
      due,
      news ?? null,
      hint,
      `编号 ${code}`,
    ),
  ask: ({ code, category, place }) =>
    `【${category}】${place}，编号 ${code}：处理方报告已解决。好了请回“好了 ${code}”，没好回“没好 ${code}”，好了一部分回“好一半 ${code}”。`,
  answer: ({ answer, source, issuer, date }) =>
    lines(answer, `—— ${issuer}，${source}${date ? `，${date}` : ""}。以社区公告为准。`),
  alarm: ({ advice }) => advice,
  mark: ({ sign }) => sign,
  digest: ({ lines: entries }) => lines("今日进展：", ...entries),
  staff_card: (f) =>
    lines(
      `${f.marks.map((mark) => `[${mark}]`).join("")}${f.status} · ${f.category} · 编号 ${f.code}`,
      // The quotes say it better; the summary stands in where there are none.
      f.quotes.length === 0 ? f.summary : null,
      ...f.quotes.map((quote) => `「${quote}」`),
      `判断：${f.category}(${f.confidence})${f.runnerUp ? `，也可能是${f.runnerUp}` : ""} · ${f.kind} · ${f.urgency}`,
      `位置：${f.place}${f.placeNote ? `(${f.placeNote})` : ""} · ${f.households}户`,
      f.relapse ?? null,
      f.incident ?? null,
      f.same ?? null,
      f.similar.length > 0 ? `相近的未结工单：${f.similar.join("；")}` : null,
      f.due ?? (f.party ? `承办：${f.party}` : null),
      f.menu,
    ),
  staff_note: ({ text }) => text,
  page: ({ kind, place, quote, advised }) =>
    lines(
      `【紧急】${place}：可能${kind}。请立即核实。`,
      `「${quote}」`,
      // A page from before this was asked has no answer to it, and was written when every group was advised.
      advised === false ? "该群不发言，群里没有任何提示，请马上联系当事人。" : "群里已发出固定避险提示。",
    ),
};

/**
 * What a template makes of its fields. The same content gives the same text, whenever it is made: that is how the gate knows
 * that what goes out is what was decided.
 *
 * @throws TypeError when there is no such template: the outbox then withholds the post.
 */
export function renderPost({ template, fields }: PostContent): string {
  if (!Object.hasOwn(templates, template)) throw new TypeError(`there is no template "${template}"`);
  return templates[template as TemplateName](fields as never);
}

/** Content of a post, checked against its template's fields at compile time. */
export function postContent<K extends TemplateName>(template: K, fields: Templates[K]): PostContent {
  return { template, fields: fields as unknown as PostFields };
}

function lines(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join("\n");
}
