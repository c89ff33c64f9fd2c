import type { SendOutcome } from "../../src/ports/chat-platform.ts";

/** After "too often": WeCom counts by the minute and does not say how long is left of it. */
export const floodMs = 60_000;
/** For a far side that does not answer. */
export const awayMs = 5_000;
/** Where somebody must act first. */
export const refusedMs = 60_000;

/** 45009: too often; 45033: too many at once. https://developer.work.weixin.qq.com/document/path/90313 */
const floodCodes: readonly number[] = [45009, 45033];
/** "The system is busy": it does not say whether the message was taken. */
const busyCode = -1;

/** Says what became of a part that WeCom answered with an error code. Pure. */
export function outcomeOfCode(errcode: number, errmsg: string, partsDone: number): SendOutcome {
  const reason = `${errcode} ${errmsg}`;
  if (floodCodes.includes(errcode)) return { status: "retry", afterMs: floodMs, reason, partsDone };
  if (errcode === busyCode) return { status: "unknown", reason, partsDone };
  return { status: "failed", reason };
}

/** Says what became of a part from what the SDK rejected with: WeCom's own frame, or an error of the connection. Pure. */
export function outcomeOf(rejected: unknown, partsDone: number): SendOutcome {
  const errcode = codeOf(rejected);
  if (errcode !== null)
    return outcomeOfCode(errcode, String((rejected as { errmsg?: unknown }).errmsg ?? ""), partsDone);
  const reason = rejected instanceof Error ? rejected.message : "no answer";
  // The SDK's own words, for there is no code: this one alone is said before anything has left.
  if (reason.includes("unable to send data")) return { status: "retry", afterMs: awayMs, reason, partsDone };
  return { status: "unknown", reason, partsDone };
}

/** The code of WeCom's answer; null when it was no answer. The SDK rejects with the frame itself, which is no Error. */
export function codeOf(rejected: unknown): number | null {
  const { errcode } = (rejected ?? {}) as { errcode?: unknown };
  return typeof errcode === "number" ? errcode : null;
}
