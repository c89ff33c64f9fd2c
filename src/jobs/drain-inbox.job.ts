import { isAppError } from "../errors/app-error.ts";
import { type IntakeDeps, takeTurn } from "../intake/index.ts";
import type { JobHandler, JobQueue } from "../ports/job-queue.ts";

/**
 * Groups that are read side by side. Turns that wait for a model may be many; those that only compute take the processor and the database
 * from each other, and from whoever stands at the door: a door that is slow to hear takes people for silent.
 */
const turnsAtOnce = { processor: 3, model: 16 };

export interface DrainInboxDeps extends IntakeDeps {
  readonly queue: JobQueue;
  readonly readsBy: keyof typeof turnsAtOnce;
}

/**
 * Reads what a group has said, turn by turn, until nothing is left. The key is the group, so one turn at a time is taken in it.
 *
 * Safe to run twice: a turn marks its messages as read in the transaction that keeps what came of them, and a turn that was overtaken
 * fails to commit. A crash in between leaves the messages unread, and the sweep rings again.
 */
export function drainInboxJob(deps: DrainInboxDeps): JobHandler {
  return {
    name: "drain-inbox",
    concurrency: turnsAtOnce[deps.readsBy],
    async handle(groupId, { signal }) {
      while (!signal.aborted) {
        const end = await takeTurn(groupId, deps, signal).catch((error: unknown) => {
          if (isAppError(error, "TURN_STALE") || isAppError(error, "TICKET_STALE")) return { waitMs: 200 };
          throw error;
        });
        if (end === null) return "done";
        if ("waitMs" in end) return { again: end.waitMs };
        for (const owedId of new Set(end.posts.map((post) => post.groupId)))
          await deps.queue.ring("drain-outbox", owedId);
      }
      return "done";
    },
  };
}
