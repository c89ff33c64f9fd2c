import { z } from "zod";
import { roles } from "../domain/authority.ts";
import { passwordCharsMax } from "../domain/password.ts";
import { Instant } from "./wire.ts";

/** What a member of staff may do follows from one of these; the table is the domain's. */
export const StaffRole = z.enum(roles);
export type StaffRole = z.infer<typeof StaffRole>;

const Account = z.string().trim().min(2).max(60);
/** Longer than any that is taken, so that a refusal can say why. */
const Password = z
  .string()
  .min(1)
  .max(passwordCharsMax * 4);
/** Six digits of an authenticator, or a recovery code, with the spaces people type. */
const Code = z.string().trim().min(6).max(20);

/** The body of `POST /api/session`: the token of a one-time link, as it stood behind the `#`; or an account with its password, and a code where it has one. */
export const PostSession = z.union([
  z.strictObject({ token: z.string().min(1).max(200) }),
  z.strictObject({ account: Account, password: Password, code: Code.optional() }),
]);
export type PostSession = z.infer<typeof PostSession>;

/** The body of `POST /api/session/proof`: the password or a code, typed again. */
export const PostProof = z.union([z.strictObject({ password: Password }), z.strictObject({ code: Code })]);
export type PostProof = z.infer<typeof PostProof>;

/** Who is signed in, and for which areas. */
export const MeView = z.object({
  staffId: z.string(),
  name: z.string(),
  role: StaffRole,
  areas: z.array(z.string()),
  /** What they may act as, their own duty first; `grantId` says which one they act as now. */
  duties: z.array(
    z.object({
      grantId: z.string().nullable(),
      role: StaffRole,
      areaPath: z.string(),
      standsInFor: z.string().nullable(),
      until: Instant.nullable(),
    }),
  ),
  grantId: z.string().nullable(),
});
export type MeView = z.infer<typeof MeView>;

/** How somebody proves who they are, and where they are signed in. */
export const AccountView = z.object({
  account: z.string().nullable(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  recoveryCodesLeft: z.number(),
  sessions: z.array(
    z.object({
      id: z.string(),
      device: z.string(),
      /** The browser that asks. */
      isHere: z.boolean(),
      signedInAt: Instant,
      lastSeenAt: Instant,
    }),
  ),
});
export type AccountView = z.infer<typeof AccountView>;

/** The body of `POST /api/account/password`. */
export const PostPassword = z.strictObject({ account: Account, password: Password });
export type PostPassword = z.infer<typeof PostPassword>;

/** A new secret for an authenticator, to be typed or opened. */
export const TotpSecret = z.object({ secret: z.string(), uri: z.string() });
export type TotpSecret = z.infer<typeof TotpSecret>;

/** The body of `POST /api/account/totp/confirm`: the first code. */
export const PostTotpCode = z.strictObject({ code: Code });
export type PostTotpCode = z.infer<typeof PostTotpCode>;

/** Codes that each stand in for the second factor once. Shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** The path of one session. */
export const SessionParams = z.object({ sessionId: z.string().min(1).max(64) });

/** The body of `POST /api/session/duty`: which duty to act under from now on; null for one's own. */
export const TakeDuty = z.strictObject({ grantId: z.string().max(64).nullable() });
export type TakeDuty = z.infer<typeof TakeDuty>;
