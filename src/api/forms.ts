import { z } from "zod";
import { AreaPath, Id, Instant } from "./wire.ts";

/** A QR code of the form on the wall. */
export const FormCodeView = z.object({
  id: z.string(),
  areaPath: z.string(),
  /** What its poster leads to. Anybody who has it may hand in a report of that area, and do nothing else. */
  address: z.string(),
  isLive: z.boolean(),
  createdAt: Instant,
  /** Null: until somebody revokes it. */
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  reports: z.int(),
  lastReportAt: Instant.nullable(),
});
export type FormCodeView = z.infer<typeof FormCodeView>;

/** The answer of `GET /api/forms`. */
export const FormCodeList = z.array(FormCodeView);

/** The path of one code. */
export const FormCodeParams = z.object({ codeId: z.string().regex(/^[0-9A-Z]{8}$/) });

/** The body of `POST /api/forms`. */
export const PostFormCode = z.strictObject({
  areaPath: AreaPath,
  /** For how many days it is good; until it is revoked when absent. */
  days: z.int().min(1).max(3_650).optional(),
});
export type PostFormCode = z.infer<typeof PostFormCode>;

/** A photo or a voice note that was handed in with a ticket's report. */
export const TicketFile = z.object({
  id: Id,
  kind: z.enum(["photo", "voice"]),
  bytes: z.int(),
  createdAt: Instant,
});
export type TicketFile = z.infer<typeof TicketFile>;

/** The answer of `GET /api/tickets/:ticketId/files`. */
export const TicketFileList = z.array(TicketFile);

/** The path of one file. */
export const TicketFileParams = z.object({ ticketId: Id, fileId: Id });
