import { isAppError } from "../errors/app-error.ts";
import { type IntakeDeps, raiseAlarm } from "../intake/index.ts";
import type { JobHandler, JobQueue } from "../ports/job-queue.ts";

/**
 * Answers a cry for help. The key is the message. It has a queue of its own, so it waits behind no reading and no model.
 *
 * Safe to run twice: the commit marks the message as answered, and a second one finds it so.
 */
export function raiseAlarmJob(deps: Omit<IntakeDeps, "reader"> & { readonly queue: JobQueue }): JobHandler {
  return {
    name: "raise-alarm",
    concurrency: 2,
    async handle(eventId) {
      try {
        for (const groupId of new Set(await raiseAlarm(eventId, deps))) await deps.queue.ring("drain-outbox", groupId);
        return "done";
      } catch (error) {
        // A turn or another cry of the group was faster; now its ticket is there to be seen.
        if (isAppError(error, "TURN_STALE")) return { again: 20 };
        throw error;
      }
    },
  };
}
