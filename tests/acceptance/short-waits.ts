import type { Patch } from "./check.ts";

/**
 * What a house that dies leaves behind is nobody's for a while: a post until its lease has run out, a bell until its worker is missed.
 * Where a house dies a hundred times these waits are shorter, and nothing else of it is other than it is.
 */
export const shortWaits: readonly Patch[] = [
  { file: "src/jobs/drain-outbox.job.ts", from: "const leaseMs = 30_000;", to: "const leaseMs = 3_000;" },
  { file: "src/jobs/sweep.ts", from: "everyMs: 5_000,", to: "everyMs: 1_000," },
  { file: "adapters/bullmq/job-queue.ts", from: "lockDuration: 6000,", to: "lockDuration: 1500," },
  { file: "adapters/bullmq/job-queue.ts", from: "stalledInterval: 1000,", to: "stalledInterval: 500," },
];
