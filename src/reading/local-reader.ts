import { readFileSync } from "node:fs";
import type { ChatWindow, TicketBrief } from "../domain/chat.ts";
import type { FollowUp, FollowUpMeaning, Question, Reading, Report } from "../domain/reading.ts";
import { AppError } from "../errors/app-error.ts";
import type { Reader } from "../ports/reader.ts";
import { inputsOfBurst, isUnderReview } from "./burst-model.ts";
import { type Burst, burstsOf, type Line } from "./bursts.ts";
import { createGiveWay } from "./give-way.ts";
import { holds } from "./linear-model.ts";
import { createLinker, type Linker, matterOfReport, mattersOf } from "./linker.ts";
import { quarrelsIn } from "./quarrels.ts";
import { openReaderModel, type ReaderModel, type StoredReaderModel } from "./reader-model.ts";
import { emergencyIn, reportOf } from "./report.ts";
import { linesOf } from "./window-lines.ts";

/** How sure a reading must be before it speaks up. */
export interface ReadingThresholds {
  readonly report: number;
  readonly question: number;
  readonly link: number;
}

export interface LocalReaderOptions {
  /** What it has learnt; the shipped model when left out. */
  readonly model?: StoredReaderModel;
  readonly thresholds?: Partial<ReadingThresholds>;
}

/**
 * A miss costs a resident, a false draft costs staff three seconds: so reports are let through below one half, and questions well below, for
 * what is asked so unsurely is only answered where an article does (`decideTurn`).
 */
export const defaultThresholds: ReadingThresholds = { report: 0.45, question: 0.25, link: 0.55 };

/**
 * The reader that needs no network: linear models over words and cues, and rules for who speaks to whom. Deterministic,
 * and never throws for what the words say.
 */
export function createLocalReader(options: LocalReaderOptions = {}): Reader {
  const model = openReaderModel(options.model ?? shippedModel());
  const thresholds = { ...defaultThresholds, ...options.thresholds };
  return { read: (window) => readWindow(window, model, thresholds) };
}

let shipped: StoredReaderModel | null = null;

/**
 * The model that ships with the house: made by `npm run train` from this project's own examples. Read once in a process, and the same to
 * whoever asks, so that it is opened once as well.
 */
export function shippedModel(): StoredReaderModel {
  const file = new URL("./model/reader.json", import.meta.url);
  shipped ??= JSON.parse(readFileSync(file, "utf8")) as StoredReaderModel;
  return shipped;
}

/**
 * A model that `npm run train` made from a community's own tickets.
 *
 * @throws AppError CONFIG_INVALID when the file cannot be read or is no model.
 */
export function ownModel(file: string): StoredReaderModel {
  try {
    const stored = JSON.parse(readFileSync(file, "utf8")) as StoredReaderModel;
    openReaderModel(stored);
    return stored;
  } catch (cause) {
    const problem = "READER_MODEL_FILE: names no model that npm run train has made";
    throw new AppError("CONFIG_INVALID", { problems: [problem] }, { cause });
  }
}

/**
 * How likely a line must be to report against everything but a follow-up, to be one whatever its company: where people talk of many things a
 * plain report draws no answer, and a model that learns from company would pass it over.
 */
const plainly = 0.9;
/** And how likely all the same: where nobody has talked for a while, or it follows nothing that is known, a report may sound like a follow-up. */
const leastLikely = { following: 0.8, lone: 0.2, followingNothing: 0.05 } as const;
/** How likely a line may be to speak of what is known and still count as following nothing. */
const linkedMax = 0.1;
const quietMs = 10 * 60_000;

/** A report found, and who else it concerns: the reporter first. */
interface Found {
  readonly report: Report;
  readonly households: Set<string>;
}

/** Reads a window: which bursts are reports, what else is said of known matters, what is asked. */
async function readWindow(window: ChatWindow, model: ReaderModel, thresholds: ReadingThresholds): Promise<Reading> {
  const giveWay = createGiveWay();
  const lines = linesOf(window, model);
  const matters = mattersOf(window, lines);
  const linker = createLinker(window, lines, matters, model);
  const found: Found[] = [];
  const claimed = new Set<Line>();

  for (const line of lines) {
    linker.follow(line, thresholds.link);
    await giveWay();
  }
  for (const burst of burstsOf(lines)) {
    await giveWay();
    if (!isUnderReview(burst, lines, window)) continue;
    const owner = ownerOf(burst, window);
    const evidence = owner
      ? goingOn(burst, owner, window, linker)
      : isReport(burst, lines, window, linker, model, thresholds)
        ? tellingLines(burst)
        : [];
    if (evidence.length === 0) continue;
    for (const line of evidence) claimed.add(line);
    const report = reportOf(evidence, window, model);
    if (!owner) matters.push(matterOfReport(report, evidence, found.length));
    found.push({ report, households: new Set(report.householdRefs) });
  }

  const followUps: FollowUp[] = [];
  const questions: Question[] = [];
  for (const line of lines) {
    await giveWay();
    const followUp = linker.followUp(line, thresholds.link);
    if (claimed.has(line)) continue;
    const isQuestion = line.role.question >= thresholds.question && !line.message.fromStaff;
    if (followUp && !(isQuestion && followUp.confidence < line.role.question)) {
      if ("report" in followUp.about && followUp.meaning === "plus_one")
        found[followUp.about.report]!.households.add(line.message.senderRef);
      followUps.push(followUp);
    } else if (isQuestion && window.freshIds.has(line.message.id)) {
      questions.push({
        messageId: line.message.id,
        text: line.message.text,
        confidence: Number(line.role.question.toFixed(3)),
      });
    }
  }
  return {
    reports: found.map(({ report, households }) => ({ ...report, householdRefs: [...households] })),
    questions,
    followUps,
    quarrels: quarrelsIn(lines),
    reader: `local@${model.version}`,
    offline: false,
  };
}

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Says whether a line plainly reports, whatever its company says: the model of bursts has learnt from company. */
function isPlain({ lines: own }: Burst, lines: readonly Line[], linker: Linker): boolean {
  const followsNothing = own.every((line) => (linker.best(line)?.share ?? 0) < linkedMax);
  const { following, lone, followingNothing } = leastLikely;
  const least = followsNothing ? followingNothing : isLone(own, lines) ? lone : following;
  return own.some(({ role }) => role.report >= least && role.report >= plainly * (1 - role.follow_up));
}

/** A single line, said while nobody else was talking. */
function isLone([line, ...more]: readonly Line[], lines: readonly Line[]): boolean {
  if (!line || more.length > 0) return false;
  const since = line.message.at.getTime() - quietMs;
  return !lines.some(
    ({ message: { senderRef, at } }) =>
      senderRef !== line.message.senderRef && at.getTime() >= since && at <= line.message.at,
  );
}

function isReport(
  burst: Burst,
  lines: readonly Line[],
  window: ChatWindow,
  linker: Linker,
  model: ReaderModel,
  thresholds: ReadingThresholds,
): boolean {
  const inputs = inputsOfBurst(burst, lines, window, model);
  if (holds(inputs, "bownedUp") || burst.lines.every(({ heard }) => heard.cues.has("injected"))) return false;
  const byCompany = model.isReport(inputs);
  const alone = Math.max(...burst.lines.map(({ role }) => role.report), thresholds.report);
  const share = isPlain(burst, lines, linker) ? Math.max(byCompany, alone) : byCompany;
  const danger = emergencyIn(burst.lines);
  if (danger && !holds(inputs, "bdrill")) return !linker.isDangerKnown(danger, burst.lines[0]!);
  if (share < thresholds.report) return false;
  const known = saidAlready(burst, linker, model);
  return !(known >= thresholds.link && known > share);
}

/** How likely it is that the burst speaks of a matter already known: of the same kind, or quoted. */
function saidAlready(burst: Burst, linker: Linker, model: ReaderModel): number {
  const shares = burst.lines.flatMap((line) => {
    const best = linker.best(line);
    if (!best) return [];
    const category = model.category.classes.indexOf(best.matter.category);
    const quotes = line.message.quotedRef !== null && best.matter.refs.has(line.message.quotedRef);
    return quotes || (line.category[category] ?? 0) > 0.15 ? [best.share] : [];
  });
  return Math.max(0, ...shares);
}

/** A burst without the lines that are only talk: where it begins and ends with talk, and where it drifts off. */
function tellingLines({ lines }: Burst): readonly Line[] {
  const telling = lines.filter(
    ({ role, message }) => role.report >= 0.2 || (message.kind === "image" && role.talk < 0.9) || role.talk < 0.8,
  );
  return telling.length > 0 ? telling : lines;
}

/** The ticket that some of the burst is evidence of already. */
function ownerOf(burst: Burst, window: ChatWindow): TicketBrief | undefined {
  return window.tickets.find(
    (ticket) =>
      ticket.reporterRef === burst.senderRef &&
      burst.lines.some(({ message }) => ticket.evidenceIds.includes(message.id)),
  );
}

const notEvidence: ReadonlySet<FollowUpMeaning> = new Set(["solved", "half_solved", "not_solved", "urge", "withdraw"]);

/** A report already drafted, read again with the fragments that have come since. Empty when none belongs to it. */
function goingOn(burst: Burst, owner: TicketBrief, window: ChatWindow, linker: Linker): readonly Line[] {
  const known = burst.lines.filter(({ message }) => owner.evidenceIds.includes(message.id));
  const last = known.at(-1)!;
  const more = burst.lines.filter((line) => {
    if (line.at < last.at || known.includes(line) || !window.freshIds.has(line.message.id)) return false;
    if (line.role.talk > 0.85 && line.message.kind !== "image") return false;
    if (emergencyIn([line])) return true;
    const meaning = linker.meaning(line, "reporter");
    return !(notEvidence.has(meaning.meaning) && meaning.share > 0.55 && line.role.report < 0.7);
  });
  return more.length > 0 ? [...known, ...more] : [];
}
