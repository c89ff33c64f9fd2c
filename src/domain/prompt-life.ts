import { AppError } from "../errors/app-error.ts";
import { areaCovers } from "./area.ts";
import type { Signer } from "./article-life.ts";
import { type Actor, actionForPromptEvent, roleMay } from "./authority.ts";
import { oddOnes, type PromptWords, placeholdersOf } from "./prompt.ts";

/** The number of the version that ships with the house, in every prompt's history. */
export const shippedNumber = 0;

/** One version of a prompt, and who stood for it. */
export interface PromptVersion {
  readonly number: number;
  readonly words: PromptWords;
  /** Null for the shipped one; then it is as old as the house. */
  readonly savedBy: Signer | null;
  readonly savedAt: Date | null;
  readonly publishedBy: Signer | null;
  /** Null while nobody has published it, and for the shipped one. */
  readonly publishedAt: Date | null;
  /** The version it brought back; null for new words. */
  readonly restores: number | null;
}

/** A prompt with its history. */
export interface PromptFile {
  readonly id: string;
  /** What its caller puts in: every version uses these and no others. */
  readonly values: readonly string[];
  /** Newest first; the last is the shipped one. */
  readonly versions: readonly PromptVersion[];
}

/** What moves a prompt. A roll-back leads to words that were in use before, so it needs one person and no exam. */
export const promptEvents = ["save", "publish", "roll_back"] as const;
export type PromptEvent = (typeof promptEvents)[number];

/** What somebody does to a prompt. */
export type PromptMove =
  | { readonly event: "save"; readonly words: PromptWords }
  | { readonly event: "publish"; readonly number: number }
  | { readonly event: "roll_back"; readonly to: number };

/** The version in use: the one published last, and the shipped one until then. */
export function liveVersion({ versions }: PromptFile): PromptVersion {
  const published = versions.filter(({ publishedAt }) => publishedAt !== null);
  const last = published.reduce<PromptVersion | null>(
    (newest, one) => (newest && newest.publishedAt! >= one.publishedAt! ? newest : one),
    null,
  );
  return last ?? versions.at(-1)!;
}

/** How a version is named in readings and on the bill: "triage@1" as shipped, "triage@own-3" as an admin wrote it. */
export function promptRef(id: string, number: number, shipped: number): string {
  return number === shippedNumber ? `${id}@${shipped}` : `${id}@own-${number}`;
}

/** Why somebody may not move a prompt by an event; null when they may. */
export type PromptRefusal =
  | "not_your_role"
  | "not_whole_house"
  | "own_words"
  | "in_use"
  | "never_in_use"
  | "no_such_version";

/** Who moves a prompt. It reads for every group, so whoever changes it answers for all of them: `areas` are those of all groups. */
export interface PromptMover {
  readonly actor: Actor;
  readonly areas: readonly string[];
}

/** Says what stands in the way of an event on one version, for the server to refuse by and the console to grey its buttons. */
export function promptRefusal(
  file: PromptFile,
  event: PromptEvent,
  number: number | null,
  { actor, areas }: PromptMover,
): PromptRefusal | null {
  if (!roleMay(actor.role, actionForPromptEvent[event])) return "not_your_role";
  if (!areas.every((areaPath) => areaCovers(actor.areaPath, areaPath))) return "not_whole_house";
  if (event === "save") return null;
  const version = file.versions.find((one) => one.number === number);
  if (!version) return "no_such_version";
  if (liveVersion(file) === version) return "in_use";
  const wasInUse = version.publishedAt !== null || version.number === shippedNumber;
  if (event === "roll_back") return wasInUse ? null : "never_in_use";
  return version.savedBy?.staffId === actor.staffId ? "own_words" : null;
}

/**
 * Moves a prompt. Pure. Whether a candidate has passed its exam is the caller's to ask.
 *
 * @throws AppError NOT_ALLOWED, PROMPT_OWN_WORDS, PROMPT_EVENT_REFUSED, or INPUT_INVALID for words that do not use what the caller puts in.
 */
export function movePrompt(file: PromptFile, move: PromptMove, mover: PromptMover, now: Date): PromptFile {
  refuse(file, move, mover);
  const { staffId, name } = mover.actor;
  const by = { staffId, name };
  const next = file.versions[0]!.number + 1;
  if (move.event === "save") {
    const saved = { number: next, words: move.words, savedBy: by, savedAt: now, restores: null };
    return { ...file, versions: [{ ...saved, publishedBy: null, publishedAt: null }, ...file.versions] };
  }
  if (move.event === "publish") {
    const versions = file.versions.map((one) =>
      one.number === move.number ? { ...one, publishedBy: by, publishedAt: now } : one,
    );
    return { ...file, versions };
  }
  const { words } = file.versions.find(({ number }) => number === move.to)!;
  const back = { number: next, words, savedBy: by, savedAt: now, publishedBy: by, publishedAt: now, restores: move.to };
  return { ...file, versions: [back, ...file.versions] };
}

function refuse(file: PromptFile, move: PromptMove, mover: PromptMover): void {
  const number = move.event === "save" ? null : move.event === "publish" ? move.number : move.to;
  const why = promptRefusal(file, move.event, number, mover);
  const action = actionForPromptEvent[move.event];
  if (why === "not_your_role" || why === "not_whole_house")
    throw new AppError("NOT_ALLOWED", { role: mover.actor.role, action });
  if (why === "own_words") throw new AppError("PROMPT_OWN_WORDS", { prompt: file.id, number: number ?? 0 });
  if (why !== null)
    throw new AppError("PROMPT_EVENT_REFUSED", { prompt: file.id, event: move.event, number: number ?? 0, why });
  if (move.event !== "save") return;
  const odd = oddOnes(file.values, placeholdersOf(move.words));
  if (odd.length > 0)
    throw new AppError("INPUT_INVALID", {
      problems: [`each of its values must stand in it, and no other: ${odd.join(", ")}`],
    });
}
