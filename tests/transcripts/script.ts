import { z } from "zod";
import { ArticleForm } from "../../prisma/demo/forms.ts";
import { rejectReasons } from "../../src/api/event-needs.ts";
import { messageKinds } from "../../src/domain/chat.ts";
import { groupLevels } from "../../src/domain/group.ts";

const text = z.string().min(1);

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "25s", "10m", "3h" or "4d", as milliseconds. */
const Duration = z
  .string()
  .regex(/^[1-9]\d*[smhd]$/, "is written as 25s, 10m, 3h or 4d")
  .transform((written) => Number.parseInt(written, 10) * unitMs[written.slice(-1) as keyof typeof unitMs]);

const Instant = z.iso.datetime({ offset: true }).transform((written) => new Date(written));

/** m1 is the first message of the script, whoever said it and wherever; recalls and edits are not counted. */
const MessageId = z.string().regex(/^m[1-9]\d*$/, "is written as m1");

/** card2 is what the bot last posted about ticket 2 in the group of the answer. */
const Quotable = z.string().regex(/^(?:m|card)[1-9]\d*$/, "is written as m1 or card1");

/** Tickets are numbered in the order in which they are drafted. */
const TicketNumber = z.int().positive();

const Say = z.strictObject({
  /** The short name of a resident or of staff in estate.json. */
  from: text,
  kind: z.enum(messageKinds).default("text"),
  text: z.string(),
  quote: Quotable.optional(),
  /** Another group than the script's own. */
  group: text.optional(),
});

/** What staff press on an approval card, with what that button asks for. */
const Press = z.discriminatedUnion("button", [
  z.strictObject({ button: z.literal("通过"), by: text, ticket: TicketNumber }),
  z.strictObject({ button: z.literal("改类"), by: text, ticket: TicketNumber, to: text }),
  z.strictObject({ button: z.literal("并单"), by: text, ticket: TicketNumber, into: TicketNumber }),
  z.strictObject({ button: z.literal("不是诉求"), by: text, ticket: TicketNumber, reason: z.enum(rejectReasons) }),
]);

/** What staff do to a ticket outside its card, with what that event must be told. */
const StaffStep = z.discriminatedUnion("event", [
  z.strictObject({ event: z.enum(["start"]), by: text, ticket: TicketNumber }),
  z.strictObject({ event: z.enum(["dispatch"]), by: text, ticket: TicketNumber, party: text }),
  z.strictObject({ event: z.enum(["resolve"]), by: text, ticket: TicketNumber, note: text }),
  z.strictObject({ event: z.enum(["return", "escalate", "reopen"]), by: text, ticket: TicketNumber, reason: text }),
]);

const Step = z.union([
  z.strictObject({ say: Say }),
  z.strictObject({ wait: Duration }),
  z.strictObject({ recall: MessageId }),
  z.strictObject({ edit: z.strictObject({ message: MessageId, text }) }),
  z.strictObject({ press: Press }),
  z.strictObject({ staff: StaffStep }),
  z.strictObject({ clock: Instant }),
  /** An admin gives the script's group another level. */
  z.strictObject({ level: z.enum(groupLevels) }),
]);

/** One step of a conversation: somebody says or does something, or time passes. */
export type Step = z.infer<typeof Step>;

/**
 * A conversation as it is played: who says what and what staff do. What comes of it is in the golden file beside it.
 * Between two steps no time passes unless `wait` or `clock` says so.
 */
export const Script = z.strictObject({
  /** The id of a group in estate.json, where everything is said that names no other. */
  group: text,
  /** Who owns that group, as its platform knows. */
  owner: text.optional(),
  /** What the desk knows; published, and nothing else is. */
  articles: z.array(ArticleForm).default([]),
  steps: z.array(Step).min(1),
});
export type Script = z.infer<typeof Script>;
