import { z } from "zod";
import { platformNames } from "../domain/chat.ts";
import { Id, Instant } from "./wire.ts";

/** An event that could not be read and was set aside, so that the others go on. */
export const ParkedView = z.object({
  id: z.string(),
  platform: z.enum(platformNames),
  /** Null when the event did not say where it came from. */
  group: z.object({ id: z.string(), name: z.string() }).nullable(),
  receivedAt: Instant,
  tries: z.int(),
  reason: z.string(),
  /** The beginning of its words, private data redacted; null when there are none. */
  excerpt: z.string().nullable(),
});
export type ParkedView = z.infer<typeof ParkedView>;

/** The answer of `GET /api/parked`, oldest first. */
export const ParkedList = z.array(ParkedView);

/** The path of one parked event. */
export const ParkedParams = z.object({ id: Id });
