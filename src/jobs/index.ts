export { keepRunning, type Supervised } from "./keep-running.ts";

import type { JobHandler } from "../ports/job-queue.ts";
import { type DrainInboxDeps, drainInboxJob } from "./drain-inbox.job.ts";
import { type DrainOutboxDeps, drainOutboxJob } from "./drain-outbox.job.ts";
import { raiseAlarmJob } from "./raise-alarm.job.ts";

export { runSweep, type SweepDeps, sweepOnce } from "./sweep.ts";

/** Every kind of job the house runs. */
export function jobHandlers(deps: DrainInboxDeps & DrainOutboxDeps): readonly JobHandler[] {
  return [raiseAlarmJob(deps), drainInboxJob(deps), drainOutboxJob(deps)];
}
