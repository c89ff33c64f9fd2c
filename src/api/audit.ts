import { z } from "zod";
import { auditActions } from "../domain/audit.ts";
import { Id, Instant } from "./wire.ts";

/** What may be asked of `GET /api/audit`. Entries are given the newest first, older than `before`. */
export const ListAudit = z.strictObject({
  staffId: Id.optional(),
  action: z.enum(auditActions).optional(),
  /** A ticket's code. */
  code: z.string().trim().min(2).max(12).optional(),
  from: Instant.optional(),
  until: Instant.optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListAudit = z.infer<typeof ListAudit>;

/** `before` goes on where an export ended whose last line says that it was cut. */
export const ExportAudit = ListAudit.pick({ before: true });

/** One thing that was done. */
export const AuditEntryView = z.object({
  seq: z.string(),
  at: Instant,
  /** Null for what the house did. */
  staff: z.object({ id: z.string(), name: z.string() }).nullable(),
  action: z.enum(auditActions),
  object: z.string(),
  /** What the object is called; null when it is gone, or has no name. */
  about: z.string().nullable(),
  areaPath: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntryView = z.infer<typeof AuditEntryView>;

/** The answer of `GET /api/audit`. */
export const AuditPage = z.object({ entries: z.array(AuditEntryView), next: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

/** Whether the log is as it was written: the answer of `GET /api/audit/verdict`. */
export const AuditVerdictView = z.object({
  checkedAt: Instant,
  entries: z.number(),
  anchors: z.number(),
  broken: z.object({ seq: z.number(), how: z.enum(["changed", "missing", "cut", "rewritten"]) }).nullable(),
});
export type AuditVerdictView = z.infer<typeof AuditVerdictView>;

/** The body of `POST /api/tickets/:ticketId/reveal`: why somebody must know who reported. */
export const PostReveal = z.strictObject({ reason: z.string().trim().min(4).max(200) });
export type PostReveal = z.infer<typeof PostReveal>;

/** Who reported a ticket, as far as the house still knows. */
export const ReporterView = z.object({
  nick: z.string().nullable(),
  senderRef: z.string(),
  /** Where they said they may be called, on the form; null when they did not. */
  phone: z.string().nullable(),
  groupName: z.string(),
  /** How often it was looked up, this time among them. */
  timesRevealed: z.number(),
});
export type ReporterView = z.infer<typeof ReporterView>;
