import { z } from "zod";

const Reason = z.string().trim().min(4).max(200);
/** Names and numbers by which a person is known, as whoever asks for them tells. */
const Names = z.array(z.string().trim().min(2).max(60)).max(20);

/** The body of `POST /api/tickets/:ticketId/person/outline`. */
export const PostPersonOutline = z.strictObject({ names: Names });
export type PostPersonOutline = z.infer<typeof PostPersonOutline>;

/** What erasing a person takes away, and what stays: the answer of `outline` and of `erase`. */
export const PersonOutlineView = z.object({
  accounts: z.number(),
  messages: z.number(),
  tickets: z.number(),
  openCodes: z.array(z.string()),
  joined: z.number(),
  quotes: z.number(),
  posts: z.number(),
  questions: z.number(),
  forms: z.number(),
  files: z.number(),
  numbers: z.number(),
  mentions: z.number(),
  beyond: z.object({ messages: z.number(), tickets: z.number() }),
});
export type PersonOutlineView = z.infer<typeof PersonOutlineView>;

/** The body of `POST /api/tickets/:ticketId/person/export`. */
export const PostPersonExport = z.strictObject({
  reason: Reason,
  format: z.enum(["xlsx", "json"]),
  language: z.enum(["zh", "en"]).default("zh"),
});
export type PostPersonExport = z.infer<typeof PostPersonExport>;

/** The body of `POST /api/tickets/:ticketId/person/erase`. */
export const PostPersonErasure = z.strictObject({
  reason: Reason,
  names: Names,
  /** The ticket's code, typed by hand: nobody erases somebody by a slip. */
  confirm: z.string().trim().max(12),
});
export type PostPersonErasure = z.infer<typeof PostPersonErasure>;
