import { z } from "zod";
import { platformNames } from "../domain/chat.ts";
import { postsPerDayMax } from "./limits.ts";
import { AreaPath, Id, Instant } from "./wire.ts";

/** How much the bot may do in a group: only listen, react, answer who asked, speak unasked. */
export const GroupLevel = z.enum(["listen", "react", "reply", "proactive"]);
export type GroupLevel = z.infer<typeof GroupLevel>;

/** `quarantined` until its binding is confirmed (anew); `gone` once the bot was removed. */
export const GroupStatus = z.enum(["active", "quarantined", "paused", "gone"]);
export type GroupStatus = z.infer<typeof GroupStatus>;

/** One chat of one platform, with its binding, its budget and what waits there. */
export const GroupView = z.object({
  id: z.string(),
  name: z.string(),
  platform: z.enum(platformNames),
  /** A staff group gets approval cards; a residents' group gets status cards. */
  kind: z.enum(["residents", "staff"]),
  areaPath: z.string().nullable(),
  level: GroupLevel,
  status: GroupStatus,
  /** Who paused it; null while it is not paused. */
  pausedBy: z.enum(["owner", "staff"]).nullable(),
  /** Whether the platform can put a sign on a message: without, the level "react" only listens. Null while it does not run. */
  canReact: z.boolean().nullable(),
  /** The platform's word on whether the bot may post there; null when it has not told. */
  canPost: z.boolean().nullable(),
  /** The budget of posts a day, the digest not counted. */
  postsPerDay: z.int(),
  postsToday: z.int(),
  /** When the platform last delivered anything of this group. */
  lastEventAt: Instant.nullable(),
  waiting: z.object({ drafts: z.int(), questions: z.int(), posts: z.int() }),
});
export type GroupView = z.infer<typeof GroupView>;

/** The answer of `GET /api/groups`. */
export const GroupList = z.array(GroupView);

/** The path of one group. */
export const GroupParams = z.object({ groupId: Id });

/** The body of `PATCH /api/groups/:groupId`: what is named is set, what is not stays. */
export const PatchGroup = z
  .strictObject({
    areaPath: AreaPath.nullable(),
    kind: z.enum(["residents", "staff"]),
    level: GroupLevel,
    /** Staff pause a group, let it go on, or confirm a quarantined one. */
    status: z.enum(["active", "paused"]),
    postsPerDay: z.int().min(0).max(postsPerDayMax),
  })
  .partial();
export type PatchGroup = z.infer<typeof PatchGroup>;

/** A code to be said once in a chat, to bind that group or that account. */
export const BindingCode = z.object({ code: z.string(), expiresAt: Instant });
export type BindingCode = z.infer<typeof BindingCode>;
