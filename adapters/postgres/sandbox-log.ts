import type { MessageKind } from "../../src/domain/chat.ts";
import type { PostChoice } from "../../src/ports/chat-platform.ts";
import type { NewSandboxMessage, SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { type Database, guarded } from "./database.ts";
import { type SandboxMessage as MessageRow, Prisma } from "./generated/client.ts";

/**
 * The next revision, as the first step of a statement. The statement's transaction holds the counter's row until it is committed, so
 * no higher revision is given out, let alone seen, before this one can be seen. One that changes nothing leaves a gap, which is no harm.
 */
const nextRevision = Prisma.sql`
  INSERT INTO sandbox_revision (id, last) VALUES (1, 1)
  ON CONFLICT (id) DO UPDATE SET last = sandbox_revision.last + 1 RETURNING last`;

/** The sandbox's chat on PostgreSQL. */
export function createSandboxLog(database: Database): SandboxLog {
  const find = async (groupRef: string, ref: string) => {
    const row = await database.sandboxMessage.findUnique({ where: { groupRef_ref: { groupRef, ref } } });
    return row && messageFrom(row);
  };

  return {
    append: (message) => guarded(() => append(message)),

    edit: (groupRef, ref, { text, choices, editedAt }) =>
      guarded(async () => {
        const count = await database.$executeRaw`
          WITH next AS (${nextRevision})
          UPDATE sandbox_message SET text = ${text}, choices = ${JSON.stringify(choices)}::jsonb, edited_at = ${editedAt}, revision = next.last
          FROM next WHERE group_ref = ${groupRef} AND ref = ${ref} AND NOT recalled`;
        return count === 0 ? null : find(groupRef, ref);
      }),

    recall: (groupRef, ref) =>
      guarded(async () => {
        await database.$executeRaw`
          WITH next AS (${nextRevision})
          UPDATE sandbox_message SET text = '', picture = NULL, sign = NULL, choices = '[]', recalled = true, revision = next.last
          FROM next WHERE group_ref = ${groupRef} AND ref = ${ref} AND NOT recalled`;
        return find(groupRef, ref);
      }),

    sign: (groupRef, ref, sign) =>
      guarded(async () => {
        await database.$executeRaw`
          WITH next AS (${nextRevision})
          UPDATE sandbox_message SET sign = ${sign}, revision = next.last
          FROM next WHERE group_ref = ${groupRef} AND ref = ${ref} AND NOT recalled AND sign IS DISTINCT FROM ${sign}`;
        const message = await find(groupRef, ref);
        return message?.recalled ? null : message;
      }),

    find: (groupRef, ref) => guarded(() => find(groupRef, ref)),

    page: (groupRef, before, limit) =>
      guarded(async () => {
        const where = before === null ? { groupRef } : { groupRef, position: { lt: before } };
        const rows = await database.sandboxMessage.findMany({ where, orderBy: { position: "desc" }, take: limit });
        return rows.reverse().map(messageFrom);
      }),

    changedSince: (revision, limit) =>
      guarded(async () => {
        const where = { revision: { gt: revision } };
        const rows = await database.sandboxMessage.findMany({ where, orderBy: { revision: "asc" }, take: limit });
        return rows.map(messageFrom);
      }),

    lastRevision: () =>
      guarded(async () => {
        const { _max } = await database.sandboxMessage.aggregate({ _max: { revision: true } });
        return Number(_max.revision ?? 0);
      }),
  };

  async function append(message: NewSandboxMessage): Promise<{ message: SandboxMessage; fresh: boolean }> {
    const { groupRef, ref, sendKey, senderRef, nick, fromBot, kind, text, quotedRef, picture, choices, at } = message;
    const [added] = await database.$queryRaw<{ position: bigint }[]>`
      WITH next AS (${nextRevision})
      INSERT INTO sandbox_message (group_ref, ref, send_key, position, revision, sender_ref, nick, from_bot, kind, text, quoted_ref, picture, choices, at)
      SELECT ${groupRef}, ${ref}, ${sendKey}, next.last, next.last, ${senderRef}, ${nick}, ${fromBot}, ${kind}, ${text}, ${quotedRef}, ${picture},
             ${JSON.stringify(choices)}::jsonb, ${at}
      FROM next ON CONFLICT DO NOTHING RETURNING position`;
    if (added) {
      const position = Number(added.position);
      return {
        message: { ...message, position, revision: position, editedAt: null, sign: null, recalled: false },
        fresh: true,
      };
    }
    const bySend = sendKey === null ? null : await database.sandboxMessage.findUnique({ where: { sendKey } });
    const kept = bySend ? messageFrom(bySend) : await find(groupRef, ref);
    return { message: kept!, fresh: false };
  }
}

function messageFrom({ position, revision, kind, choices, ...row }: MessageRow): SandboxMessage {
  return {
    ...row,
    position: Number(position),
    revision: Number(revision),
    kind: kind as MessageKind,
    choices: choices as unknown as PostChoice[],
  };
}
