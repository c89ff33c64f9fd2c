import { z } from "zod";

/** What `GET /api/events` (server-sent events) tells under the name `changed`: look again. It carries no content, so it needs no scope of its own. */
export const LiveChange = z.object({
  what: z.enum(["tickets", "posts", "questions", "groups", "learning", "status"]),
  /** The one thing that changed; absent when it may be any. */
  id: z.string().optional(),
});
export type LiveChange = z.infer<typeof LiveChange>;
