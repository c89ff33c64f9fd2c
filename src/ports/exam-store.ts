import type { Actor } from "../domain/authority.ts";
import type { ChatWindow } from "../domain/chat.ts";
import type { ExamMargins, ExamReport } from "../domain/exam.ts";
import type { PromptFile, PromptVersion } from "../domain/prompt-life.ts";

/** What staff decided about a draft: the report as it was written, and what it was. */
export interface DecidedReport {
  readonly ticketId: string;
  readonly areaPath: string;
  readonly evidence: readonly { readonly text: string; readonly at: Date }[];
  /** Null when staff said that it is no report. */
  readonly category: string | null;
}

/** A question that staff have put into the exam. */
export interface ExamQuestion {
  readonly id: string;
  readonly question: string;
  readonly areaPath: string;
  /** Null where no article should answer. */
  readonly articleId: string | null;
}

/** What sits an exam: "prompt" with its version, against the one in use, as a model reads it. */
export interface ExamSubject {
  readonly promptId: string;
  readonly number: number;
  readonly against: number;
  /** The language model that reads. */
  readonly model: string;
}

/** One exam, as it stands. */
export interface ExamRun extends ExamSubject {
  readonly id: string;
  /** `failed`: it could not be held to its end, so it says nothing of the candidate. */
  readonly state: "waiting" | "running" | "done" | "failed";
  readonly report: ExamReport | null;
  readonly reason: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** Exams, their cases, and the versions of prompts that admins have written. */
export interface ExamStore {
  /** The newest reports that staff have decided upon, whatever their area: the reader reads for all of them. */
  decidedReports(limit: number): Promise<readonly DecidedReport[]>;

  questions(): Promise<readonly ExamQuestion[]>;
  /** Adds a question of the actor's area; a second time with the same id changes nothing. */
  addQuestion(actor: Actor, question: ExamQuestion, now: Date): Promise<void>;
  /** False when there is none, or outside the actor's areas. */
  dropQuestion(actor: Actor, questionId: string, now: Date): Promise<boolean>;

  /** What may be worse by how much here; a figure that nobody has set is left out. */
  margins(): Promise<ExamMargins>;
  setMargins(actor: Actor, margins: ExamMargins, now: Date): Promise<void>;

  /** The areas of all groups that are read: whoever changes how they are read answers for them. */
  areasRead(): Promise<readonly string[]>;
  /** Every version that admins have written of a prompt, the newest first. */
  promptVersions(promptId: string): Promise<readonly PromptVersion[]>;
  /**
   * Saves what became of a prompt.
   *
   * @throws AppError PROMPT_EVENT_REFUSED when somebody else has saved or published meanwhile.
   */
  savePrompt(before: PromptFile, after: PromptFile, actor: Actor, now: Date): Promise<void>;

  /** Begins an exam; the job does the rest. The one that waits or runs already, if one of the same subject does. */
  startExam(actor: Actor, subject: ExamSubject, now: Date): Promise<ExamRun>;
  exams(promptId: string): Promise<readonly ExamRun[]>;
  /** Exams that nobody holds: new ones, and those whose holder has died. */
  examsDue(now: Date): Promise<readonly string[]>;
  /** Takes an exam in hand. Null when it has ended, or somebody holds it. */
  holdExam(runId: string, lease: { readonly now: Date; readonly leaseMs: number }): Promise<ExamRun | null>;
  endExam(
    runId: string,
    outcome: { readonly report: ExamReport } | { readonly reason: string },
    now: Date,
  ): Promise<void>;

  /** What was said last in a group, as a reader would be given it, perhaps nothing; null when the group is none of the actor's areas. */
  recentWindow(actor: Actor, groupId: string): Promise<ChatWindow | null>;
}
