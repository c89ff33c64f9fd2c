import { z } from "zod";
import { Id, Instant } from "./wire.ts";

/** How the personal WeChat account does that speaks for the house, for admins only: whoever scans the code becomes the one who speaks. */
export const PersonalAccountView = z.object({
  step: z.enum(["off", "starting", "needs_login", "online", "offline"]),
  since: Instant,
  /** A picture of the login code, as the address of an image that holds it. */
  qr: z.object({ image: z.string(), expiresAt: Instant }).nullable(),
  scanned: z.boolean(),
  accountName: z.string().nullable(),
  puppet: z.string(),
  /** Nothing is said until then; "resumed": until an admin says so. */
  pausedUntil: z.union([Instant, z.literal("resumed")]).nullable(),
  /** Who accepted that the account may be banned; without it the channel is off. */
  consent: z.object({ staffName: z.string(), acceptedAt: Instant }).nullable(),
  /** Groups that were lost when their ids changed, and the rooms they likely are. */
  suggestions: z.array(
    z.object({
      groupId: z.string(),
      groupName: z.string(),
      areaPath: z.string(),
      ref: z.string(),
      topic: z.string(),
      sharedMembers: z.number(),
    }),
  ),
});
export type PersonalAccountView = z.infer<typeof PersonalAccountView>;

/** The answer of `GET /api/wechat`; null where no WeChat account is configured. */
export const PersonalAccount = z.object({ account: PersonalAccountView.nullable() });
export type PersonalAccount = z.infer<typeof PersonalAccount>;

/** The body of `POST /api/wechat/rooms`: this group is that room. */
export const ConfirmRoom = z.strictObject({ groupId: Id, ref: z.string().min(1).max(500) });
export type ConfirmRoom = z.infer<typeof ConfirmRoom>;
