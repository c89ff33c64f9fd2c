import type { Actor, Role } from "../../src/domain/authority.ts";
import type { Database } from "./database.ts";
import type { Staff } from "./generated/client.ts";
import { newToken, spendCode } from "./one-time-codes.ts";
import { hashOf } from "./post-rows.ts";

/** A phone put down for a working day's rest is signed out; a lunch or a walk round the estate is not. */
const idleMs = 8 * 3_600_000;
/** The longest shift: staff sign in once a day, and a phone that is lost in the evening shows nothing in the morning. */
const absoluteMs = 12 * 3_600_000;
/** A session in use is marked as seen this often, not with every request. */
const seenEveryMs = 60_000;

/** Spends a sign-in link and opens a session: 8 hours after the last use, 12 hours after this, it ends. Null when the link is not good. */
export function openSession(
  database: Database,
  token: string,
  now: Date,
): Promise<{ readonly session: string; readonly expiresAt: Date } | null> {
  return database.$transaction(async (tx) => {
    const spent = await spendCode(tx, token, ["sign_in"], now);
    const staff = spent?.staffId ? await tx.staff.findUnique({ where: { id: spent.staffId } }) : null;
    if (!staff?.active) return null;
    await tx.session.deleteMany({ where: { expiresAt: { lte: now } } });
    const session = newToken();
    const expiresAt = new Date(now.getTime() + absoluteMs);
    await tx.session.create({
      data: { hash: hashOf(session), staffId: staff.id, createdAt: now, lastSeenAt: now, expiresAt },
    });
    return { session, expiresAt };
  });
}

/** Who is behind a session's token; null when it has ended, or its member of staff has left. */
export async function actorOfSession(database: Database, token: string, now: Date): Promise<Actor | null> {
  const hash = hashOf(token);
  const idleSince = new Date(now.getTime() - idleMs);
  const session = await database.session.findUnique({
    where: { hash, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } },
  });
  if (!session) return null;
  const staff = await database.staff.findUnique({ where: { id: session.staffId } });
  if (!staff?.active) return null;
  if (now.getTime() - session.lastSeenAt.getTime() >= seenEveryMs) {
    await database.session.updateMany({ where: { hash, lastSeenAt: { lt: now } }, data: { lastSeenAt: now } });
  }
  return actorOf(staff);
}

/** A member of staff as every store call carries them. */
export function actorOf({ id, name, role, areaPath, partyId }: Staff): Actor {
  return { staffId: id, name, role: role as Role, areaPath, partyId };
}
