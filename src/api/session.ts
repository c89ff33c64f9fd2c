import { z } from "zod";
import { roles } from "../domain/authority.ts";

/** What a member of staff may do follows from one of these; the table is the domain's. */
export const StaffRole = z.enum(roles);
export type StaffRole = z.infer<typeof StaffRole>;

/** The body of `POST /api/session`: the token of a one-time link, as it stood behind the `#`. */
export const PostSession = z.strictObject({ token: z.string().min(1).max(200) });
export type PostSession = z.infer<typeof PostSession>;

/** Who is signed in, and for which areas. */
export const MeView = z.object({
  staffId: z.string(),
  name: z.string(),
  role: StaffRole,
  areas: z.array(z.string()),
});
export type MeView = z.infer<typeof MeView>;
