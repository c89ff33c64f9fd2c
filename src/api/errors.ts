import { z } from "zod";

/** Every refusal of the API: a code of src/errors/catalogue.ts, what happened, and what the reader can do. */
export const ErrorView = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
});
export type ErrorView = z.infer<typeof ErrorView>;
