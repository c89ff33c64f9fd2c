import { z } from "zod";
import { followUpMeanings, reportKinds, urgencies } from "../domain/reading.ts";

const line = z.int();
const sureness = z.number().min(0).max(1);

/**
 * The form a language model fills in about a window. It speaks of lines by number, of areas and categories by the lists it was given:
 * everything in it can be checked against what was sent, see `check-form.ts`.
 *
 * The same for every window, since providers keep a schema they have seen.
 */
export const ModelForm = z.strictObject({
  reports: z.array(
    z.strictObject({
      kind: z.enum(reportKinds),
      evidence: z.array(line),
      quotes: z.array(z.string()),
      category: z.string(),
      runnerUp: z.string().nullable(),
      confidence: sureness,
      area: z.string().nullable(),
      spot: z.string().nullable(),
      urgency: z.enum(urgencies),
      sensitive: z.boolean(),
      alsoAffected: z.array(line),
      summary: z.string(),
    }),
  ),
  questions: z.array(z.strictObject({ line, confidence: sureness })),
  followUps: z.array(
    z.strictObject({
      line,
      meaning: z.enum(followUpMeanings),
      ticket: z.string().nullable(),
      report: z.int().nullable(),
      confidence: sureness,
    }),
  ),
  quarrels: z.array(z.strictObject({ from: line, to: line })),
});
export type ModelForm = z.infer<typeof ModelForm>;
export type FormReport = ModelForm["reports"][number];
