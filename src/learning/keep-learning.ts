import type { Clock } from "../ports/clock.ts";
import type { ExamStore } from "../ports/exam-store.ts";
import type { JobHandler, JobQueue } from "../ports/job-queue.ts";
import { type HoldExamDeps, holdExam } from "./hold-exam.ts";
import { type LearningDeps, learnFromStaff } from "./learn-from-staff.ts";

/** How often the tables are asked for exams that wait, and how often the local reader learns. */
const examsEveryMs = 10_000;
const learnEveryMs = 24 * 3_600_000;

/**
 * What learning runs later. Both are safe to run twice: an exam is held by whoever has its lease, and a lesson from the same decisions
 * changes nothing.
 */
export function learningJobs(deps: HoldExamDeps & LearningDeps): readonly JobHandler[] {
  return [
    {
      name: "hold-exam",
      concurrency: 1,
      async handle(runId, { signal }) {
        await holdExam(runId, deps, signal);
        return "done";
      },
    },
    {
      name: "learn-from-staff",
      concurrency: 1,
      async handle(_, { signal }) {
        await learnFromStaff(deps, signal);
        return "done";
      },
    },
  ];
}

/** Rings for exams that nobody holds, and once a day for a lesson; gives back how to stop. */
export function keepLearning(
  {
    store,
    queue,
    clock,
  }: { readonly store: Pick<ExamStore, "examsDue">; readonly queue: JobQueue; readonly clock: Clock },
  onError: (error: unknown, task: string) => void,
): () => Promise<void> {
  const ringExams = async () => {
    for (const runId of await store.examsDue(clock.now())) await queue.ring("hold-exam", runId);
  };
  const tell = (task: string) => (error: unknown) => onError(error, task);
  let ringing = Promise.resolve();
  const exams = setInterval(() => {
    ringing = ringing.then(ringExams).catch(tell("ring for exams"));
  }, examsEveryMs);
  const lessons = setInterval(() => {
    ringing = ringing.then(() => queue.ring("learn-from-staff", "house")).catch(tell("ring for a lesson"));
  }, learnEveryMs);
  return async () => {
    clearInterval(exams);
    clearInterval(lessons);
    await ringing;
  };
}
