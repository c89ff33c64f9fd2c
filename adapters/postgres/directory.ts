import { type Actor, type Role, roleMay } from "../../src/domain/authority.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { grantState } from "../../src/domain/grant.ts";
import type { PartyKind } from "../../src/domain/taxonomy.ts";
import { type Clock, systemClock } from "../../src/ports/clock.ts";
import type { Directory, PartyRecord } from "../../src/ports/directory.ts";
import { lostGroupFor } from "./account-care.ts";
import { areaAndAbove, insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import type { Party, Staff } from "./generated/client.ts";
import { moveGroup } from "./group-moves.ts";
import { changeGroup, groupRecords, obeyOwner, takeLevelTurn } from "./group-rows.ts";
import { asTyped, issueCode, spendCode } from "./one-time-codes.ts";
import { actorOf, signedInBy, signInByLink, signOut } from "./sessions.ts";
import { asHouse } from "./staff-scope.ts";

/** Areas, groups, staff and their proofs on PostgreSQL. */
export function createDirectory(database: Database, options: { readonly clock?: Clock } = {}): Directory {
  const { clock = systemClock } = options;
  return {
    async areas(actor) {
      const where = { OR: insideArea("path", actor.areaPath) };
      const rows = await guarded(() => database.area.findMany({ where, select: { path: true } }));
      return rows.map(({ path }) => path).sort();
    },

    async parties(actor) {
      // The estate's staff dispatch to the community's utility, and the community's staff to the estate's property office.
      const serves = { areaPath: { in: areaAndAbove(actor.areaPath) } };
      const where = { OR: [serves, ...insideArea("areaPath", actor.areaPath)] };
      const rows = await guarded(() =>
        database.party.findMany({ where, orderBy: [{ areaPath: "asc" }, { name: "asc" }] }),
      );
      return rows.map(partyRecord);
    },

    async partyFor(kind, category, areaPath) {
      const where = { kind, areaPath: { in: areaAndAbove(areaPath) } };
      const rows = await guarded(() => database.party.findMany({ where, orderBy: { id: "asc" } }));
      const best = nearestFirst(rows, category)[0];
      return best ? partyRecord(best) : null;
    },

    async estateKind(areaPath) {
      const where = { path: { in: areaAndAbove(areaPath) }, estateKind: { not: null } };
      const rows = await guarded(() => database.area.findMany({ where }));
      return rows.sort((a, b) => b.path.length - a.path.length)[0]?.estateKind ?? null;
    },

    async groups(actor) {
      // A group that is bound to no area belongs to nobody yet; whoever may bind one sees it.
      const unbound = roleMay(actor.role, "manage_groups") ? [{ areaPath: null }] : [];
      // A report handed in by a form is a group of one person: it is seen as a ticket.
      const where = { oneReport: false, OR: [...insideArea("areaPath", actor.areaPath), ...unbound] };
      return guarded(() => groupRecords(database, where, clock.now()));
    },

    async updateGroup(actor, groupId, change) {
      await guarded(() => database.$transaction((tx) => changeGroup(tx, actor, groupId, change, clock.now())));
      const [group] = await guarded(() => groupRecords(database, { id: groupId }, clock.now()));
      return group!;
    },

    groupsOf: (platform) => guarded(() => groupRecords(database, { platform }, clock.now())),

    async groupByRef(platform, account, ref) {
      const [group] = await guarded(() => groupRecords(database, { platform, account, ref }, clock.now()));
      return group ?? null;
    },

    obeyOwner: (groupId, command, now) =>
      guarded(() => database.$transaction((tx) => obeyOwner(tx, groupId, command, now))),
    takeLevelTurn: (groupId, now) => guarded(() => takeLevelTurn(database, groupId, now)),

    async noteRights({ platform, account, ref }, canPost) {
      await guarded(() => database.chatGroup.updateMany({ where: { platform, account, ref }, data: { canPost } }));
    },

    async staff(actor) {
      const where = { OR: insideArea("areaPath", actor.areaPath) };
      const rows = await guarded(() =>
        database.staff.findMany({ where, orderBy: [{ areaPath: "asc" }, { createdAt: "asc" }] }),
      );
      const accounts = await database.staffAccount.findMany({ where: { staffId: { in: rows.map(({ id }) => id) } } });
      const parties = await database.party.findMany({
        where: { id: { in: rows.flatMap(({ partyId }) => partyId ?? []) } },
      });
      const seen = await database.session.groupBy({ by: ["staffId"], _max: { lastSeenAt: true } });
      return rows.map(({ id, name, role, areaPath, partyId, active }) => ({
        id,
        name,
        role: role as Role,
        areaPath,
        partyName: parties.find((party) => party.id === partyId)?.name ?? null,
        active,
        lastSeenAt: seen.find(({ staffId }) => staffId === id)?._max.lastSeenAt ?? null,
        accounts: [
          ...new Set(accounts.filter(({ staffId }) => staffId === id).map(({ platform }) => platform as PlatformName)),
        ],
      }));
    },

    async staffByAccount(platform, account, senderRef) {
      const staff = await guarded(() => boundTo(database, { platform, account, senderRef }));
      return staff && actorOf(staff);
    },

    dutiesByAccount: (platform, account, senderRef, now) =>
      guarded(async () => {
        const staff = await boundTo(database, { platform, account, senderRef });
        return staff ? dutiesOf(database, staff, now) : [];
      }),

    issueCode: (code, now) => guarded(() => issueCode(database, code, now)),
    signIn: (token, now, opening = { device: "", replaces: null }) =>
      guarded(() => signInByLink(database, token, opening, now)),
    session: (token, now) => asHouse(() => guarded(() => signedInBy(database, token, now))),
    signOut: (token, now) => guarded(() => signOut(database, token, now)),

    bind: (code, where, now) => guarded(() => database.$transaction((tx) => bind(tx, asTyped(code), where, now))),

    async firstAdmin() {
      const where = { role: "admin", active: true };
      const admins = await guarded(() =>
        database.staff.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
      );
      const depth = ({ areaPath }: { areaPath: string }) => areaPath.split("/").length;
      const [first] = admins.sort((a, b) => depth(a) - depth(b));
      return first ? actorOf(first) : null;
    },
  };
}

/** The member of staff whom a chat account belongs to; null when there is none, or when they have left. */
async function boundTo(
  database: Database,
  bound: { readonly platform: string; readonly account: string; readonly senderRef: string },
): Promise<Staff | null> {
  const row = await database.staffAccount.findUnique({ where: { platform_account_senderRef: bound } });
  const staff = row && (await database.staff.findUnique({ where: { id: row.staffId } }));
  return staff?.active ? staff : null;
}

/** Every duty of a member of staff at some time, their own first. */
async function dutiesOf(database: Database, staff: Staff, now: Date): Promise<readonly Actor[]> {
  const grants = await database.staffGrant.findMany({
    where: { staffId: staff.id, endedAt: null, until: { gt: now } },
    orderBy: [{ until: "asc" }, { id: "asc" }],
  });
  const live = grants.filter((grant) => grantState(grant, now) === "live");
  return [staff, ...live.map(({ role, areaPath, partyId }) => ({ ...staff, role, areaPath, partyId }))].map(actorOf);
}

function partyRecord({ id, name, kind, areaPath }: Party): PartyRecord {
  return { id, name, kind: kind as PartyKind, areaPath };
}

/**
 * The best party first: one that takes the category before one that takes only others; of these the nearest; of equally near ones
 * the one that names the category. So a nearby specialist does not get what is not its own while anybody else is there.
 */
function nearestFirst(parties: readonly Party[], category: string): Party[] {
  const names = ({ categories }: Party) => Number(categories.includes(category));
  const takes = (party: Party) => Number(party.categories.length === 0 || names(party));
  return parties.toSorted(
    (a, b) => takes(b) - takes(a) || b.areaPath.length - a.areaPath.length || names(b) - names(a),
  );
}

type Where = Parameters<Directory["bind"]>[1];

async function bind(tx: Transaction, code: string, where: Where, now: Date): Promise<"staff" | "group" | null> {
  const spent = await spendCode(tx, code, ["bind_staff", "bind_group"], now);
  const { platform, account, groupRef: ref, groupName, senderRef } = where;
  if (spent?.areaPath) {
    const { areaPath } = spent;
    const lost = await lostGroupFor(tx, { platform, account }, { areaPath, groupName, ref });
    if (lost && (await moveGroup(tx, { platform, account, ref: lost.ref }, ref))) {
      const { id } = await tx.chatGroup.update({ where: { id: lost.id }, data: { status: "active" } });
      await writeAudit(tx, { staffId: null, action: "bind_group", object: `group ${id}`, areaPath }, now);
      return "group";
    }
    const { id } = await tx.chatGroup.upsert({
      where: { platform_account_ref: { platform, account, ref } },
      create: { platform, account, ref, name: groupName ?? ref, areaPath },
      update: { areaPath },
    });
    // A code said in the group is an admin's word that this is the group, so a quarantine ends. A pause does not: it is not about that.
    await tx.chatGroup.updateMany({
      where: { platform, account, ref, status: { in: ["quarantined", "gone"] } },
      data: { status: "active" },
    });
    await writeAudit(tx, { staffId: null, action: "bind_group", object: `group ${id}`, areaPath }, now);
    return "group";
  }
  const staff = spent?.staffId ? await tx.staff.findUnique({ where: { id: spent.staffId } }) : null;
  if (!staff?.active) return null;
  await tx.staffAccount.upsert({
    where: { platform_account_senderRef: { platform, account, senderRef } },
    create: { platform, account, senderRef, staffId: staff.id },
    update: { staffId: staff.id },
  });
  const entry = { staffId: staff.id, object: `staff ${staff.id}`, areaPath: staff.areaPath };
  await writeAudit(tx, { ...entry, action: "bind_account", detail: { platform } }, now);
  return "staff";
}
