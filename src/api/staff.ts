import { z } from "zod";
import { platformNames } from "../domain/chat.ts";
import { grantStates } from "../domain/grant.ts";
import { StaffRole } from "./session.ts";
import { AreaPath, Day, Id, Instant } from "./wire.ts";

/** What somebody may do beside their own duty. */
export const GrantView = z.object({
  id: z.string(),
  role: StaffRole,
  areaPath: z.string(),
  /** Whose deputy it makes them; null when it is in their own name. */
  standsInFor: z.string().nullable(),
  from: Instant,
  until: Instant,
  state: z.enum(grantStates),
  givenBy: z.string().nullable(),
  /** True when the reader may be the second admin who agrees. */
  canConfirm: z.boolean(),
});
export type GrantView = z.infer<typeof GrantView>;

/** A member of staff, with where they act and which chat accounts are theirs. */
export const StaffView = z.object({
  id: z.string(),
  name: z.string(),
  role: StaffRole,
  /** False for somebody who has left: they sign in nowhere, and press no button. */
  active: z.boolean(),
  areas: z.array(z.string()),
  /** Set for a handler. */
  party: z.string().nullable(),
  /** What they may do beside their own duty: what is over for a month at most. */
  grants: z.array(GrantView),
  accounts: z.array(z.object({ platform: z.enum(platformNames) })),
  /** Null when they never signed in. */
  lastSeenAt: Instant.nullable(),
});
export type StaffView = z.infer<typeof StaffView>;

/** The answer of `GET /api/staff`. */
export const StaffList = z.array(StaffView);

/** The body of `PATCH /api/staff/:staffId`: lets somebody in or out. */
export const PatchStaff = z.strictObject({ active: z.boolean() });
export type PatchStaff = z.infer<typeof PatchStaff>;

/** The path of one member of staff. */
export const StaffParams = z.object({ staffId: Id });

/** A link that signs in once: `/sign-in#TOKEN`. Shown to whoever made it, and never again. */
export const SignInLink = z.object({ url: z.string(), expiresAt: Instant });
export type SignInLink = z.infer<typeof SignInLink>;

/** The body of `POST /api/staff`: takes somebody on. */
export const PostStaff = z.strictObject({
  name: z.string().trim().min(1).max(40),
  role: StaffRole,
  areaPath: AreaPath,
  partyId: Id.nullable().default(null),
});
export type PostStaff = z.input<typeof PostStaff>;

/** Who was taken on. */
export const StaffId = z.object({ id: z.string() });
export type StaffId = z.infer<typeof StaffId>;

/** The body of `POST /api/staff/:staffId/grants`: from the first to the last day, both included, in China. */
export const PostGrant = z.union([
  z.strictObject({ standsInForId: Id, from: Day, to: Day }),
  z.strictObject({ role: StaffRole, areaPath: AreaPath, partyId: Id.nullable().default(null), from: Day, to: Day }),
]);
export type PostGrant = z.input<typeof PostGrant>;

/** The path of one grant. */
export const GrantParams = z.object({ grantId: Id });
