import type { Article, Chat, Estate } from "../../prisma/demo/forms.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import { OpenedEstate, PostedMessage, type PostMessage } from "./sandbox-api.ts";

/** The longest pause of a replay, of real time: a night passes in this. */
export const pauseMsMax = 4_000;

const TRIES = 4;
const TRY_AGAIN_MS = 1_000;
const ANSWER_MS_MAX = 15_000;

/** One message of a replay, and how long after the one before it. */
export interface Cue {
  readonly chatId: string;
  /** The group's id in the estate folder. */
  readonly groupKey: string;
  readonly waitMs: number;
  readonly message: Chat["messages"][number];
}

/**
 * Lays chats out on one time line, oldest message first, each chat's own gaps divided by `speed`; no pause is longer than
 * `pauseMsMax`.
 *
 * Only the talk runs faster. The house keeps real time: its listening window, its quiet hours and its clocks are those of a
 * live group, so at speed 30 a window of 20 s hears ten minutes of the chat at once. Speed 1 is the group as it was.
 */
export function planReplay(chats: readonly Chat[], speed: number): Cue[] {
  const line = chats
    .flatMap(({ id, group, messages }) => messages.map((message) => ({ chatId: id, groupKey: group, message })))
    .sort((one, other) => Date.parse(one.message.at) - Date.parse(other.message.at));
  return line.map((cue, index) => {
    const before = line[index - 1];
    const gapMs = before ? Date.parse(cue.message.at) - Date.parse(before.message.at) : 0;
    return { ...cue, waitMs: Math.min(Math.round(gapMs / speed), pauseMsMax) };
  });
}

/** What a replay stands on. */
export interface Stage {
  /** The address of a running house: "http://127.0.0.1:3000". */
  readonly url: string;
  /** Names this replay: the same messages under another name are said anew. */
  readonly runId: string;
  /** Waits, and rejects when the replay is broken off. */
  readonly pause: (ms: number) => Promise<void>;
  /** Hears of each message once it was said, or with the reason why it was not. */
  readonly onPlayed?: (cue: Cue, refusal: string | null) => void;
}

/** How many messages were said, and how many the house refused. */
export interface Played {
  readonly said: number;
  readonly refused: number;
}

/**
 * Opens the estate's groups in the sandbox and says every message there, one after another. A call that gets no answer is
 * repeated with the same ref, which the sandbox takes as the same message; a message that is refused is passed over.
 *
 * @throws Error when the house does not answer, or does not open the estate.
 */
export async function playChats(
  { estate, articles, cues }: { estate: Estate; articles: readonly Article[]; cues: readonly Cue[] },
  stage: Stage,
): Promise<Played> {
  const opened = await post(stage, "/estates", estateBody(estate, articles));
  if ("refusal" in opened) throw new Error(`The estate was not opened: ${opened.refusal}`);
  const groupIds = new Map(OpenedEstate.parse(opened.body).groups.map(({ key, id }) => [key, id]));

  const refs = new Map<string, string>();
  let refused = 0;
  for (const cue of cues) {
    await stage.pause(cue.waitMs);
    const refusal = await play(cue, groupIds.get(cue.groupKey), refs, stage);
    if (refusal !== null) refused++;
    stage.onPlayed?.(cue, refusal);
  }
  return { said: cues.length - refused, refused };
}

/** Says or recalls one message. Answers with the reason when it was refused. */
async function play(
  { chatId, groupKey, message }: Cue,
  groupId: string | undefined,
  refs: Map<string, string>,
  stage: Stage,
): Promise<string | null> {
  if (groupId === undefined) return `the sandbox has no group for "${groupKey}"`;
  const group = `/groups/${encodeURIComponent(groupId)}`;
  const refOf = (id: string) => refs.get(`${chatId}/${id}`);

  if (message.type === "recall") {
    const ref = refOf(message.recalled);
    if (!ref) return `"${message.recalled}" was never said`;
    const answer = await post(stage, `${group}/recalls`, { ref, senderRef: message.from });
    return "refusal" in answer ? answer.refusal : null;
  }

  const body: PostMessage = {
    ref: `${stage.runId}-${chatId}-${message.id}`,
    senderRef: message.from,
    nick: message.nick,
    kind: kindOf[message.type],
    text: message.text.replace(bracketed, ""),
    quotedRef: (message.quoted && refOf(message.quoted)) ?? null,
  };
  const answer = await post(stage, `${group}/messages`, body);
  if ("refusal" in answer) return answer.refusal;
  refs.set(`${chatId}/${message.id}`, PostedMessage.parse(answer.body).messageRef);
  return null;
}

const kindOf: Readonly<Record<Exclude<Cue["message"]["type"], "recall">, MessageKind>> = {
  text: "text",
  quote: "text",
  image: "image",
  voice: "voice",
  system: "system",
  redpacket: "red_packet",
  sticker: "sticker",
  link: "link",
  location: "location",
};

/** What the files write before the words of a picture or link; in the sandbox the message's kind says it. */
const bracketed = /^\[(?:图片|表情|链接|红包|系统|位置|语音)\]\s*/;

/** The estate in the form of its file without what only the demo has; the sandbox knows groups, staff and areas. */
function estateBody(estate: Estate, articles: readonly Article[]) {
  const { id, name, community, kind } = estate;
  const areas = estate.areas.map(({ path, kind }) => ({ path, kind }));
  const groups = estate.groups.map(({ id, name, binds, kind }) => ({ id, name, binds, kind }));
  const staff = estate.staff.map(({ id, nick, role }) => ({ id, nick, role }));
  return {
    estate: { id, name, community, kind, areas, groups, staff },
    articles: articles.map(({ documentNumber: _, ...article }) => article),
  };
}

type Answer = { readonly body: unknown } | { readonly refusal: string };

async function post(stage: Stage, path: string, body: unknown): Promise<Answer> {
  const address = new URL(`/api/sandbox${path}`, stage.url);
  for (let tries = 1; ; tries++) {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const answer: unknown = await response.json().catch(() => null);
      if (response.ok) return { body: answer };
      const again = response.status === 429 || response.status === 503;
      if (!again || tries === TRIES) return { refusal: reasonOf(answer) ?? `HTTP ${response.status}` };
    } catch (cause) {
      if (tries === TRIES) throw new Error(`${stage.url} does not answer`, { cause });
    }
    await stage.pause(TRY_AGAIN_MS);
  }
}

function reasonOf(answer: unknown): string | null {
  const { message } = (answer ?? {}) as { readonly message?: unknown };
  return typeof message === "string" ? message : null;
}
