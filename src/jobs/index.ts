export { keepRunning, type Supervised } from "./keep-running.ts";

import type { IntakeDeps } from "../intake/index.ts";
import type { JobHandler, JobQueue } from "../ports/job-queue.ts";
import { drainInboxJob } from "./drain-inbox.job.ts";
import { type DrainOutboxDeps, drainOutboxJob } from "./drain-outbox.job.ts";
import { raiseAlarmJob } from "./raise-alarm.job.ts";

export { runSweep, type SweepDeps, sweepOnce } from "./sweep.ts";

/** Every kind of job the house runs. */
export function jobHandlers(deps: IntakeDeps & DrainOutboxDeps & { readonly queue: JobQueue }): readonly JobHandler[] {
  return [raiseAlarmJob(deps), drainInboxJob(deps), drainOutboxJob(deps)];
}
