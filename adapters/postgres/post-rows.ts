import { createHash, randomBytes } from "node:crypto";
import { decideTiming } from "../../src/domain/group.ts";
import type { NewPost } from "../../src/domain/post.ts";
import type { SpeakingContext } from "../../src/ports/intake-store.ts";
import type { Transaction } from "./database.ts";
import { rowSet } from "./row-sets.ts";

/** A button can be pressed for so long; after that its card is asked for anew. */
const buttonTtlMs = 72 * 3_600_000;

/** A token's hash, as it is kept. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/**
 * Writes what a decision owes to the outbox, in the decision's transaction. A key that is there already is left as it is.
 * Nothing of it is said before `heldUntil`. `versionOf` tells the version a ticket has after this transaction: a button is good for that one alone.
 */
export async function savePosts(
  tx: Transaction,
  posts: readonly NewPost[],
  speaking: SpeakingContext,
  versionOf: (ticketId: string) => number,
  now: Date,
  heldUntil: Date | null = null,
): Promise<void> {
  let proactive = speaking.group.postsToday;
  let unwritten: Unwritten[] = [];
  const write = async () => {
    await insertPosts(tx, unwritten, versionOf, now);
    unwritten = [];
  };
  for (const post of posts) {
    const policy =
      post.groupId === speaking.group.id ? { ...speaking.group, postsToday: proactive } : speaking.staffGroup;
    if (!policy) continue;
    // What it replaces may be among the posts before it.
    if (unwritten.some((one) => isReplacedBy(one.post, post))) await write();
    const replaced = post.replaces ? await lastPostOf(tx, post) : null;
    if (post.replaces && !replaced && post.groupId === speaking.group.id) continue;
    const isEdit = policy.canEdit && replaced?.canBeEdited === true;
    const timing = decideTiming({ ...post, isEdit }, policy, now);
    if (timing.when === "never") continue;
    if (post.proactive && !isEdit) proactive++;
    if (isEdit && replaced.hasWaitingEdit) await dropOlderEdits(tx, post.groupId, replaced.id);
    // An edit waits for what it changes: sent before it, it would change nothing.
    const dueAt = timing.when === "later" ? timing.notBefore : null;
    const notBefore = latest(dueAt, heldUntil, replaced?.notBefore ?? null);
    unwritten.push({ post, timing, notBefore, editsPostId: isEdit ? replaced.id : null });
  }
  await write();
}

/** A post whose time is decided. */
interface Unwritten {
  readonly post: NewPost;
  readonly timing: Exclude<ReturnType<typeof decideTiming>, { readonly when: "never" }>;
  readonly notBefore: Date | null;
  readonly editsPostId: bigint | null;
}

function latest(...instants: readonly (Date | null)[]): Date | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : new Date(Math.max(...known.map((at) => at.getTime())));
}

const postRows = rowSet({
  idempotencyKey: "text",
  groupId: "uuid",
  ticketId: "uuid",
  template: "text",
  fields: "jsonb",
  text: "text",
  choices: "jsonb",
  editsPostId: "bigint",
  replyToRef: "text",
  state: "text",
  proactive: "boolean",
  urgent: "boolean",
  notBefore: "timestamptz",
  createdAt: "timestamptz",
});
const buttonTypes = {
  hash: "text",
  ticketId: "uuid",
  version: "int",
  groupId: "uuid",
  action: "jsonb",
  expiresAt: "timestamptz",
} as const;
const buttonRows = rowSet(buttonTypes);
const buttonsOfPosts = rowSet({ ...buttonTypes, postKey: "text" });

/** Writes posts and the buttons under them, in one statement however many they are. */
async function insertPosts(
  tx: Transaction,
  unwritten: readonly Unwritten[],
  versionOf: (ticketId: string) => number,
  now: Date,
): Promise<void> {
  if (unwritten.length === 0) return;
  // A post that is owed twice is written once, and so are its buttons.
  const first = new Map(unwritten.toReversed().map((one) => [one.post.idempotencyKey, one]));
  const written = unwritten.filter((one) => first.get(one.post.idempotencyKey) === one);
  const withTokens = written.map((one) => ({
    ...one,
    choices: one.post.choices.map((choice) => ({ ...choice, token: randomBytes(16).toString("base64url") })),
  }));
  const posts = withTokens.map(({ post, choices, timing, notBefore, editsPostId }) => ({
    idempotencyKey: post.idempotencyKey,
    groupId: post.groupId,
    ticketId: post.ticketId,
    template: post.template,
    fields: post.fields,
    text: post.text,
    choices: choices.map(({ label, token }) => ({ label, token })),
    editsPostId: editsPostId === null ? null : String(editsPostId),
    replyToRef: post.replyToRef,
    state: timing.when === "digest" ? "held" : "pending",
    proactive: post.proactive && editsPostId === null,
    urgent: post.urgent,
    notBefore,
    createdAt: now,
  }));
  const buttons = withTokens.flatMap(({ post: { ticketId, groupId, idempotencyKey }, choices }) =>
    ticketId === null
      ? []
      : choices.map(({ token, action }) => ({
          postKey: idempotencyKey,
          hash: hashOf(token),
          ticketId,
          version: versionOf(ticketId),
          groupId,
          action,
          expiresAt: new Date(now.getTime() + buttonTtlMs),
        })),
  );
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO post (${postRows.columns}) SELECT ${postRows.values} FROM ${postRows.of(posts)} ORDER BY x.ord
      ON CONFLICT (idempotency_key) DO NOTHING RETURNING idempotency_key
    )
    INSERT INTO button_token (${buttonRows.columns})
    SELECT ${buttonRows.values} FROM ${buttonsOfPosts.of(buttons)} JOIN made ON made.idempotency_key = x."postKey"`;
}

function isReplacedBy(earlier: NewPost, { groupId, ticketId, replaces }: NewPost): boolean {
  return earlier.groupId === groupId && earlier.ticketId === ticketId && earlier.template === replaces;
}

/** A post that another one replaces. */
interface Replaced {
  readonly id: bigint;
  readonly notBefore: Date | null;
  readonly hasWaitingEdit: boolean;
  /** False of one that arrived and whose place nobody knows: staff said so, or the chat was left for another. */
  readonly canBeEdited: boolean;
}

/** The post that carries a ticket's card in a group: the last one said anew, which edits go on changing. */
async function lastPostOf(tx: Transaction, { groupId, ticketId, replaces }: NewPost): Promise<Replaced | null> {
  const [row] = await tx.$queryRaw<Replaced[]>`
    SELECT p.id, p.not_before AS "notBefore", EXISTS (
      SELECT FROM post edit WHERE edit.group_id = p.group_id AND edit.state = 'pending' AND edit.edits_post_id = p.id
    ) AS "hasWaitingEdit", NOT (p.state = 'sent' AND p.message_refs = '{}') AS "canBeEdited"
    FROM post p WHERE p.group_id = ${groupId}::uuid AND p.ticket_id = ${ticketId}::uuid AND p.template = ${replaces}
      AND p.edits_post_id IS NULL AND p.state NOT IN ('dropped', 'withheld', 'failed')
    ORDER BY p.id DESC LIMIT 1`;
  return row ?? null;
}

/** Of several edits of one post that wait, only the last is worth sending. */
async function dropOlderEdits(tx: Transaction, groupId: string, editsPostId: bigint): Promise<void> {
  await tx.post.updateMany({
    where: { groupId, editsPostId, state: "pending" },
    data: { state: "dropped", reason: "a later edit says more", choices: [] },
  });
}
