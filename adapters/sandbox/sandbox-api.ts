import { z } from "zod";
import { ErrorView } from "../../src/api/errors.ts";
import { messageKinds, textCharsMax } from "../../src/domain/chat.ts";
import { estateKinds } from "../../src/domain/taxonomy.ts";
import type { SandboxMessage } from "../../src/ports/sandbox-log.ts";

/** Names and refs are shown and stored as they come, so they are of one line and whole. */
const line = (charsMax: number) =>
  z
    .string()
    .min(1)
    .max(charsMax)
    .regex(/^[^\p{Cc}\p{Surrogate}]+$/u, "must be without control characters and halves of characters");

const Instant = z.iso.datetime({ offset: true });

/** What every sandbox route may answer when it refuses. */
export const refusals = { 400: ErrorView, 403: ErrorView, 404: ErrorView, 409: ErrorView, 503: ErrorView } as const;

/** One group, as the page lists it. `id` is the house's and stands in addresses; `ref` is the platform's. */
export const SandboxGroupView = z.object({
  id: z.string(),
  ref: z.string(),
  name: z.string(),
  areaPath: z.string().nullable(),
  kind: z.enum(["residents", "staff"]),
  /** How many demo people are in it, the bot counted. */
  members: z.int(),
});
export type SandboxGroupView = z.infer<typeof SandboxGroupView>;

/** Somebody one can be: a demo resident or a member of staff. */
export const PersonaView = z.object({
  /** The sender ref this person writes under. */
  ref: z.string(),
  nick: z.string(),
  role: z.enum(["resident", "staff"]),
  /** A line of character: who this is, and what they care about. */
  about: z.string(),
  /** The groups this person is in; empty for all. */
  groupIds: z.array(z.string()),
});
export type PersonaView = z.infer<typeof PersonaView>;

/** One message, as it now stands. */
export const SandboxMessageView = z.object({
  groupRef: z.string(),
  ref: z.string(),
  position: z.int(),
  /** Higher is newer, over all groups: a view with a lower one is out of date. */
  revision: z.int(),
  senderRef: z.string(),
  nick: z.string(),
  fromBot: z.boolean(),
  kind: z.enum(messageKinds),
  text: z.string(),
  quotedRef: z.string().nullable(),
  picture: z.string().nullable(),
  choices: z.array(z.object({ label: z.string(), token: z.string() })),
  at: z.iso.datetime(),
  /** When it was last changed; null while it stands as it was said. */
  editedAt: z.iso.datetime().nullable(),
  /** The bot's sign on it; null without. */
  sign: z.string().nullable(),
  recalled: z.boolean(),
});
export type SandboxMessageView = z.infer<typeof SandboxMessageView>;

/** The message as browsers get it: without what only the log needs. */
export function messageView(message: SandboxMessage): SandboxMessageView {
  const { sendKey: _, editedAt, at, choices, ...rest } = message;
  return { ...rest, choices: [...choices], at: at.toISOString(), editedAt: editedAt?.toISOString() ?? null };
}

export const GroupParams = z.object({ groupId: line(64) });

export const PageQuery = z.object({
  /** The position of the oldest message already there. */
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The body of `POST /groups/:groupId/messages`. The same `ref` again is the same message. */
export const PostMessage = z.strictObject({
  /** Made up when absent; then a repeated call is a second message. */
  ref: line(128).optional(),
  senderRef: line(64),
  nick: line(64),
  kind: z.enum(messageKinds).default("text"),
  text: z.string().max(textCharsMax),
  quotedRef: line(128).nullable().default(null),
  /** When it was said; now when absent. */
  at: Instant.optional(),
  /** Which of the page's drawn pictures an image shows. */
  picture: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .nullable()
    .default(null),
});
export type PostMessage = z.input<typeof PostMessage>;

export const PostedMessage = z.object({ messageRef: z.string() });

export const PostRecall = z.strictObject({ ref: line(128), senderRef: line(64) });

export const PostEdit = z.strictObject({
  ref: line(128),
  senderRef: line(64),
  text: z.string().min(1).max(textCharsMax),
});

export const PostPress = z.strictObject({
  messageRef: line(128),
  token: z.string().min(1).max(64),
  senderRef: line(64),
});

/** What the person who pressed is told; empty when the press could not be taken. */
export const PressedView = z.object({ text: z.string() });

const EstateKind = z.enum(estateKinds);

/** As much of `estate.json` of an estate folder as its groups need. */
export const EstateFile = z.object({
  id: line(40),
  name: line(80),
  community: line(80),
  kind: EstateKind,
  areas: z.array(z.object({ path: line(200), kind: EstateKind.optional() })).max(2_000),
  groups: z
    .array(
      z.object({
        id: line(40),
        name: line(80),
        binds: line(200),
        kind: z.enum(["residents", "staff"]).default("residents"),
      }),
    )
    .min(1)
    .max(200),
  staff: z.array(z.object({ id: line(40), nick: line(64), role: line(40) })).max(500),
});
export type EstateFile = z.infer<typeof EstateFile>;

/** One line of `faq.jsonl` of an estate folder. */
export const ArticleFile = z.object({
  id: line(40),
  question: z.string().min(1).max(2_000),
  variants: z.array(z.string().max(2_000)).max(50),
  answer: z.string().min(1).max(8_000),
  source: z.string().max(500),
  issuer: z.string().max(200),
  area: line(200),
  validUntil: z.iso.date().nullable(),
});
export type ArticleFile = z.infer<typeof ArticleFile>;

/** The body of `POST /estates`. An estate that is already there is not opened twice. */
export const PostEstate = z.strictObject({ estate: EstateFile, articles: z.array(ArticleFile).max(500) });

/** The answer of `POST /estates`: which of our groups each group of the file has become. */
export const OpenedEstate = z.object({
  groups: z.array(z.object({ key: z.string(), id: z.string(), ref: z.string(), name: z.string() })),
});
export type OpenedEstate = z.infer<typeof OpenedEstate>;
