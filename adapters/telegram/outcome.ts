import { GrammyError, HttpError } from "grammy";
import type { OutboundPost, SendOutcome } from "../../src/ports/chat-platform.ts";
import { notConnected } from "./connection.ts";

/** For an answer of 429 that does not say how long. */
const floodMs = 5_000;
/** For a far side that does not answer: long enough for a router to start again, short enough for a resident. */
const awayMs = 5_000;
/** For a token that was refused: somebody must act first. */
const refusedMs = 60_000;

/** Says what became of a part from the error its call ended in. Pure; the reason never holds the token. */
export function outcomeOf(error: unknown, { editRef }: Pick<OutboundPost, "editRef">, partsDone: number): SendOutcome {
  if (error instanceof GrammyError) return outcomeOfAnswer(error, editRef, partsDone);
  if (codeOf(error) === notConnected) return { status: "retry", afterMs: awayMs, reason: "no connection", partsDone };
  return lost(`no answer (${codeOf(error)})`, editRef, partsDone);
}

function outcomeOfAnswer(error: GrammyError, editRef: string | null, partsDone: number): SendOutcome {
  const { error_code: code, description, parameters } = error;
  const reason = `${code} ${description}`;
  if (parameters.migrate_to_chat_id !== undefined) {
    return { status: "moved", groupRef: String(parameters.migrate_to_chat_id) };
  }
  if (editRef !== null && description.includes("message is not modified"))
    return { status: "sent", messageRefs: [editRef] };
  if (code === 429)
    return { status: "retry", afterMs: (parameters.retry_after ?? 0) * 1_000 || floodMs, reason, partsDone };
  // 401 and 404 speak of the token, not of the post: nothing is wrong with what was to be said.
  if (code === 401 || code === 404) return { status: "retry", afterMs: refusedMs, reason, partsDone };
  if (code >= 500) return lost(reason, editRef, partsDone);
  return { status: "failed", reason };
}

/** A post may have been taken. An edit too, but the same edit again changes nothing, so it may be tried. */
function lost(reason: string, editRef: string | null, partsDone: number): SendOutcome {
  return editRef === null
    ? { status: "unknown", reason, partsDone }
    : { status: "retry", afterMs: awayMs, reason, partsDone };
}

/** What went wrong with a call, in words that can be logged: grammY's inner error tells the URL, and the URL holds the token. */
export function reasonOf(error: unknown): string {
  return error instanceof GrammyError ? `${error.error_code} ${error.description}` : `no answer (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  const cause: unknown = error instanceof HttpError ? error.error : error;
  if (!(cause instanceof Error)) return "?";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}
