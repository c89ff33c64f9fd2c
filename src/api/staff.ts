import { z } from "zod";
import { platformNames } from "../domain/chat.ts";
import { StaffRole } from "./session.ts";
import { Id, Instant } from "./wire.ts";

/** A member of staff, with where they act and which chat accounts are theirs. */
export const StaffView = z.object({
  id: z.string(),
  name: z.string(),
  role: StaffRole,
  /** False for somebody who has left: they sign in nowhere, and press no button. */
  active: z.boolean(),
  areas: z.array(z.string()),
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
