import type { Actor, Role } from "../../src/domain/authority.ts";
import { grantState } from "../../src/domain/grant.ts";
import type { OpenedSession, Opening } from "../../src/ports/access-store.ts";
import type { SignedIn } from "../../src/ports/directory.ts";
import { writeAudit } from "./audit-rows.ts";
import type { Database, Transaction } from "./database.ts";
import type { Staff } from "./generated/client.ts";
import { newToken, spendCode } from "./one-time-codes.ts";
import { hashOf } from "./post-rows.ts";

/** A phone put down for a working day's rest is signed out; a lunch or a walk round the estate is not. */
const idleMs = 8 * 3_600_000;
/** The longest shift: staff sign in once a day, and a phone that is lost in the evening shows nothing in the morning. */
const absoluteMs = 12 * 3_600_000;
/** A session in use is marked as seen this often, not with every request. */
const seenEveryMs = 60_000;
/** Browsers somebody may be signed in with at once: a desk, a phone, and one of each at home. The oldest makes room. */
const atOnceMax = 5;

/** Which sessions have not ended by themselves. */
export function liveSessions(now: Date) {
  return { expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - idleMs) } };
}

/** Spends a sign-in link and opens a session: 8 hours after the last use, 12 hours after this, it ends. Null when the link is not good. */
export function signInByLink(
  database: Database,
  token: string,
  opening: Omit<Opening, "how">,
  now: Date,
): Promise<OpenedSession | null> {
  return database.$transaction(async (tx) => {
    const spent = await spendCode(tx, token, ["sign_in"], now);
    const staff = spent?.staffId ? await tx.staff.findUnique({ where: { id: spent.staffId } }) : null;
    return staff?.active ? openSession(tx, staff, { ...opening, how: "link" }, now) : null;
  });
}

/** Opens a session under a new token, in place of the one that the browser had. */
export async function openSession(
  tx: Transaction,
  staff: Staff,
  { how, device, replaces }: Opening,
  now: Date,
): Promise<OpenedSession> {
  const replaced = replaces === null ? [] : [{ hash: hashOf(replaces) }];
  await tx.session.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, ...replaced] } });
  const others = await tx.session.findMany({
    where: { staffId: staff.id },
    orderBy: { lastSeenAt: "desc" },
    skip: atOnceMax - 1,
    select: { hash: true },
  });
  await tx.session.deleteMany({ where: { hash: { in: others.map(({ hash }) => hash) } } });
  const session = newToken();
  const expiresAt = new Date(now.getTime() + absoluteMs);
  await tx.session.create({
    data: {
      ...{ hash: hashOf(session), staffId: staff.id, device },
      ...{ createdAt: now, lastSeenAt: now, provedAt: now, expiresAt },
    },
  });
  const entry = { staffId: staff.id, areaPath: staff.areaPath, object: `staff ${staff.id}` };
  await writeAudit(tx, { ...entry, action: "sign_in", detail: { how, device } }, now);
  return { session, expiresAt };
}

/** Who is behind a session's token; null when it has ended, or its member of staff has left. */
export async function signedInBy(database: Database, token: string, now: Date): Promise<SignedIn | null> {
  const hash = hashOf(token);
  const session = await database.session.findUnique({ where: { hash, ...liveSessions(now) } });
  if (!session) return null;
  const staff = await database.staff.findUnique({ where: { id: session.staffId } });
  if (!staff?.active) return null;
  if (now.getTime() - session.lastSeenAt.getTime() >= seenEveryMs) {
    await database.session.updateMany({ where: { hash, lastSeenAt: { lt: now } }, data: { lastSeenAt: now } });
  }
  // A grant that is over by now makes them what they are without it.
  const grant = session.grantId ? await database.staffGrant.findUnique({ where: { id: session.grantId } }) : null;
  const isLive = grant?.staffId === staff.id && grantState(grant, now) === "live";
  const { role, areaPath, partyId } = isLive ? grant : staff;
  const actor = actorOf({ ...staff, role, areaPath, partyId });
  return { ...actor, grantId: isLive ? grant.id : null, sessionId: session.id, provedAt: session.provedAt };
}

/** Ends the session of a token, at its owner's word. */
export function signOut(database: Database, token: string, now: Date): Promise<void> {
  return database.$transaction(async (tx) => {
    const session = await tx.session.findUnique({ where: { hash: hashOf(token) } });
    if (!session) return;
    const staff = await tx.staff.findUniqueOrThrow({ where: { id: session.staffId } });
    await tx.session.deleteMany({ where: { hash: session.hash } });
    const entry = { staffId: staff.id, areaPath: staff.areaPath, object: `staff ${staff.id}` };
    await writeAudit(tx, { ...entry, action: "sign_out" }, now);
  });
}

/** A member of staff as every store call carries them. */
export function actorOf({ id, name, role, areaPath, partyId }: Staff): Actor {
  return { staffId: id, name, role: role as Role, areaPath, partyId };
}
