import { z } from "zod";
import { Instant } from "./wire.ts";

const Words = z.object({ what: z.string(), todo: z.string() });

/** One thing a check-up found, in both languages, and where in the console it can be mended. */
export const FindingView = z.object({
  code: z.string(),
  /** `act`: somebody must do something. `watch`: somebody should know. `fine`: nothing to do. */
  severity: z.enum(["act", "watch", "fine"]),
  zh: Words,
  en: Words,
  /** A page of the console; null when the remedy lies outside it. */
  page: z.enum(["groups", "pending"]).nullable(),
});
export type FindingView = z.infer<typeof FindingView>;

/** A check-up of the house: the worst first. */
export const CheckUpView = z.object({ checkedAt: Instant, findings: z.array(FindingView) });
export type CheckUpView = z.infer<typeof CheckUpView>;
