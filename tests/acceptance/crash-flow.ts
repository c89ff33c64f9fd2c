import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "./lab.ts";
import type { Answer } from "./staff-door.ts";
import { reports } from "./words.ts";

/** One thing the house does, from its cause to its end. */
export interface Flow {
  readonly name: string;
  /** Makes ready, before points are counted; each step has a building of its own. */
  prepare(lab: Lab, step: number): Promise<Run>;
}

/** A flow once. */
export interface Run {
  /** What sets it going; tries until it is heard, or called off. */
  readonly cause: (signal: AbortSignal) => Promise<void>;
  /** What one commit makes true: after a crash all of it or nothing, in the end all of it. */
  readonly facts: () => Promise<Facts>;
  /** What is wrong outside the database when nothing is left to read or to say. */
  readonly amiss?: () => readonly string[] | Promise<readonly string[]>;
}

export type Facts = Readonly<Record<string, boolean>>;

/** Reads facts as the columns of one row; what there is no row of is not true. */
export async function factsOf(lab: Lab, sql: string, values: readonly unknown[]): Promise<Facts> {
  const [row] = await lab.query<Record<string, boolean | null>>(sql, values);
  return Object.fromEntries(Object.entries(row ?? { there: false }).map(([fact, holds]) => [fact, holds === true]));
}

/** Something said in the chat of the step's building. */
export function said(lab: Lab, step: number, text: string, from = { id: 10_000 + step, first_name: "居民" }) {
  const { residentsChat } = lab.buildings[step - 1]!;
  const update = lab.message(residentsChat, { ...from, is_bot: false }, text);
  return { update, ref: String((update["message"] as { message_id: number }).message_id) };
}

/** A report in the step's building, read and shown to staff; gives the draft. */
export async function drafted(
  lab: Lab,
  step: number,
  from?: { readonly id: number; readonly first_name: string },
  more = "",
) {
  const { update, ref } = said(lab, step, reports[0]!(lab.buildings[step - 1]!.number) + more, from);
  await lab.bring(update);
  await lab.settled(patienceMs);
  const [ticket] = await lab.query<{ id: string; code: string }>(
    "select t.id, t.code from ticket t join ticket_evidence e on e.ticket_id = t.id where e.message_ref = $1",
    [ref],
  );
  if (!ticket) throw new Error("a report was read, and there is no draft of it");
  return ticket;
}

/** Asks until the house answers so, as a person does whose page says that it did not; null when called off. */
export async function answered(
  signal: AbortSignal,
  ask: () => Promise<Answer>,
  isHeard: (answer: Answer) => boolean,
): Promise<Answer | null> {
  for (; !signal.aborted; await sleep(200)) {
    const answer = await ask().catch(() => null);
    if (answer && isHeard(answer)) return answer;
  }
  return null;
}

/** Whoever has waited so long waits for what does not come. */
export const patienceMs = 120_000;
