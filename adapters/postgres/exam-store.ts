import { areaCovers } from "../../src/domain/area.ts";
import { storableText } from "../../src/domain/chat.ts";
import type { ExamMargins, ExamMeasure, ExamReport } from "../../src/domain/exam.ts";
import { erasedMark } from "../../src/domain/person.ts";
import type { DecidedReport, ExamRun, ExamStore } from "../../src/ports/exam-store.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid } from "./database.ts";
import type { ExamRun as ExamRunRow, Prisma } from "./generated/client.ts";
import { promptVersionsOf, savePromptMove } from "./prompt-rows.ts";
import { recentWindowOf } from "./recent-window.ts";
import { asHouse } from "./staff-scope.ts";
import type { CanEdit } from "./window-rows.ts";

/** Most exams of one prompt that are listed, the newest. */
const examsMax = 20;

/** Exams and prompts on PostgreSQL. */
export function createExamStore(deps: {
  readonly database: Database;
  readonly taxonomy: Parameters<typeof recentWindowOf>[1]["taxonomy"];
  readonly canEdit: CanEdit;
}): ExamStore {
  const { database } = deps;
  return {
    // An exam is one for the whole house: whoever asks, it is made of all that staff decided.
    decidedReports: (limit) => asHouse(() => guarded(() => decidedReports(database, limit))),

    questions: () =>
      asHouse(() =>
        guarded(() =>
          database.examQuestion.findMany({
            orderBy: [{ addedAt: "desc" }, { id: "asc" }],
            select: { id: true, question: true, areaPath: true, articleId: true },
          }),
        ),
      ),
    addQuestion: (actor, { id, question, areaPath, articleId }, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const row = {
            id,
            question: storableText(question),
            areaPath,
            articleId,
            addedById: actor.staffId,
            addedAt: now,
          };
          const { count } = await tx.examQuestion.createMany({ data: row, skipDuplicates: true });
          if (count === 0) return;
          const where = { object: `exam question ${id}`, areaPath };
          await writeAudit(tx, { ...where, staffId: actor.staffId, action: "add_exam_question" }, now);
        }),
      ),
    dropQuestion: (actor, questionId, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          if (!isUuid(questionId)) return false;
          const row = await tx.examQuestion.findUnique({ where: { id: questionId } });
          if (!row || !areaCovers(actor.areaPath, row.areaPath)) return false;
          const { count } = await tx.examQuestion.deleteMany({ where: { id: questionId } });
          if (count === 0) return false;
          const where = { object: `exam question ${questionId}`, areaPath: row.areaPath };
          await writeAudit(tx, { ...where, staffId: actor.staffId, action: "drop_exam_question" }, now);
          return true;
        }),
      ),

    margins: () =>
      guarded(async () => {
        const rows = await database.examMargin.findMany();
        return Object.fromEntries(rows.map(({ measure, margin }) => [measure, margin])) as ExamMargins;
      }),
    setMargins: (actor, margins, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          for (const [measure, margin] of Object.entries(margins) as [ExamMeasure, number][]) {
            const set = { margin, setById: actor.staffId, setAt: now };
            await tx.examMargin.upsert({ where: { measure }, create: { measure, ...set }, update: set });
          }
          const about = { object: "exam margins", areaPath: actor.areaPath, detail: margins };
          await writeAudit(tx, { ...about, staffId: actor.staffId, action: "set_exam_margins" }, now);
        }),
      ),

    areasRead: () =>
      asHouse(() =>
        guarded(async () => {
          const rows = await database.chatGroup.findMany({
            where: { areaPath: { not: null }, oneReport: false },
            distinct: ["areaPath"],
            select: { areaPath: true },
          });
          return rows.map(({ areaPath }) => areaPath!);
        }),
      ),
    promptVersions: (promptId) => guarded(() => promptVersionsOf(database, promptId)),
    savePrompt: (before, after, actor, now) => guarded(() => savePromptMove(database, before, after, actor, now)),

    startExam: (actor, subject, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const { promptId, number, against, model } = subject;
          // One line for whoever starts an exam of this prompt: two presses begin one exam.
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`exam ${promptId}`}))`;
          const same = { promptId, number, against, model, state: { in: ["waiting", "running"] } };
          const going = await tx.examRun.findFirst({ where: same });
          if (going) return runFrom(going);
          const data = { promptId, number, against, model, startedById: actor.staffId, startedAt: now };
          const run = await tx.examRun.create({ data });
          const about = {
            object: `prompt ${promptId} ${number}`,
            areaPath: actor.areaPath,
            detail: { against, model },
          };
          await writeAudit(tx, { ...about, staffId: actor.staffId, action: "start_exam" }, now);
          return runFrom(run);
        }),
      ),
    exams: (promptId) =>
      guarded(async () => {
        const rows = await database.examRun.findMany({
          where: { promptId },
          orderBy: [{ startedAt: "desc" }, { id: "desc" }],
          take: examsMax,
        });
        return rows.map(runFrom);
      }),
    examsDue: (now) =>
      guarded(async () => {
        const rows = await database.examRun.findMany({ where: isDue(now), select: { id: true } });
        return rows.map(({ id }) => id);
      }),
    holdExam: (runId, { now, leaseMs }) =>
      guarded(async () => {
        if (!isUuid(runId)) return null;
        const [run] = await database.examRun.updateManyAndReturn({
          where: { id: runId, ...isDue(now) },
          data: { state: "running", leaseUntil: new Date(now.getTime() + leaseMs) },
        });
        return run ? runFrom(run) : null;
      }),
    endExam: (runId, outcome, now) =>
      guarded(async () => {
        const ended =
          "report" in outcome
            ? { state: "done", report: outcome.report as unknown as Prisma.InputJsonValue }
            : { state: "failed", reason: outcome.reason };
        const where = { id: runId, state: "running" };
        await database.examRun.updateMany({ where, data: { ...ended, endedAt: now, leaseUntil: null } });
      }),

    recentWindow: (actor, groupId) => guarded(() => recentWindowOf(database, deps, actor, groupId)),
  };
}

function isDue(now: Date) {
  return { OR: [{ state: "waiting" }, { state: "running", leaseUntil: { lt: now } }] };
}

function runFrom({ report, state, ...row }: ExamRunRow): ExamRun {
  const { id, promptId, number, against, model, reason, startedAt, endedAt } = row;
  return {
    ...{ id, promptId, number, against, model, reason, startedAt, endedAt },
    state: state as ExamRun["state"],
    report: report as unknown as ExamReport | null,
  };
}

/** What staff approved, under the category it then had, and what they said is no report. What was private or is gone teaches nothing. */
async function decidedReports(database: Database, limit: number): Promise<DecidedReport[]> {
  const rows = await database.ticket.findMany({
    where: {
      evidence: { some: {} },
      OR: [
        { approvedById: { not: null }, mergedIntoId: null },
        { status: "rejected", rejectReason: { in: ["small_talk", "question", "misread"] } },
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: { id: true, areaPath: true, category: true, status: true, evidence: { orderBy: { at: "asc" } } },
  });
  return rows.flatMap(({ id, areaPath, category, status, evidence: kept }) => {
    const evidence = kept.filter(({ text }) => text !== erasedMark).map(({ text, at }) => ({ text, at }));
    if (evidence.length === 0) return [];
    return [{ ticketId: id, areaPath, evidence, category: status === "rejected" ? null : category }];
  });
}
