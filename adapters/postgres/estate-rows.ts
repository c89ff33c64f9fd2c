import { roleOfStaff } from "../../prisma/demo/forms.ts";
import { areaPathOf, street } from "../../prisma/demo/load.ts";
import { operator, standInParties, streetStaffGroup } from "../../prisma/demo/stand-ins.ts";
import { type Article, endOfDay } from "../../src/domain/article.ts";
import type { Role } from "../../src/domain/authority.ts";
import type { EstateKind, PartyKind } from "../../src/domain/taxonomy.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import { importArticles } from "./knowledge-store.ts";

/** An estate folder's estate, with as much of it as the sandbox is told; the rest is made up. Refs of accounts are those of the chats. */
export interface PlayedEstate {
  readonly id: string;
  readonly name: string;
  readonly community: string;
  readonly kind: EstateKind;
  readonly areas: readonly { readonly path: string; readonly kind?: EstateKind | undefined }[];
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly binds: string;
    readonly kind: "residents" | "staff";
  }[];
  readonly staff: readonly PlayedStaff[];
  readonly parties?: readonly PlayedParty[];
}

interface PlayedStaff {
  readonly id: string;
  readonly nick: string;
  readonly role: string;
  readonly name?: string | undefined;
  readonly area?: string | undefined;
  readonly party?: string | null;
}

interface PlayedParty {
  readonly id?: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly area: string;
  readonly categories?: readonly string[];
}

/** A line of an estate folder's `faq.jsonl`. */
export interface PlayedArticle {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly string[];
  readonly answer: string;
  readonly source: string;
  readonly issuer: string;
  readonly documentNumber?: string | null;
  readonly area: string;
  readonly validUntil: string | null;
}

/** Where the sandbox's groups and accounts are. */
export const sandbox = { platform: "sandbox", account: "sandbox" } as const;

/** Held while an estate is opened, so that two who open it at once do not open it twice. */
const ESTATE_LOCK = 7_266_474;

/**
 * Opens an estate in the sandbox: its areas, groups, staff, parties and articles, where they are not there yet. What is there stays
 * as it is, whatever staff have made of it; articles alone are brought to the folder's text, until staff have written to them. Says which group each of the folder's has become.
 */
export async function openEstate(
  database: Database,
  estate: PlayedEstate,
  articles: readonly PlayedArticle[],
  now: Date,
): Promise<{ groups: { key: string; id: string; ref: string; name: string }[] }> {
  return guarded(() => database.$transaction((tx) => openEstateIn(tx, estate, articles, now)));
}

/** As `openEstate`, in a transaction of the caller's. */
export async function openEstateIn(
  tx: Transaction,
  estate: PlayedEstate,
  articles: readonly PlayedArticle[],
  now: Date,
) {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ESTATE_LOCK})`;
  await openStreet(tx);
  await openAreas(tx, estate, articles);
  const groups = [];
  for (const { id: key, name, binds, kind } of estate.groups) {
    const group = await openGroup(tx, { ref: `${estate.id}-${key}`, name, kind, areaPath: areaPathOf(estate, binds) });
    groups.push({ key, id: group.id, ref: group.ref, name: group.name });
  }
  const parties = await openParties(tx, estate);
  for (const member of estate.staff) await openStaff(tx, placed(member, estate, parties));
  await importArticles(
    tx,
    articles.map((article) => articleOf(article, estate, now)),
    now,
  );
  return { groups };
}

async function openStreet(tx: Transaction): Promise<void> {
  await tx.area.createMany({ data: [{ path: street }], skipDuplicates: true });
  await openStaff(tx, { ...operator, role: "admin", areaPath: street, partyId: null });
  await openGroup(tx, { ...streetStaffGroup, kind: "staff", areaPath: street });
}

/** The estate's areas and its community; also the communities that its articles name, for whoever reads those. */
async function openAreas(tx: Transaction, estate: PlayedEstate, articles: readonly PlayedArticle[]): Promise<void> {
  const plain = [estate.community, ...articles.map(({ area }) => area)];
  const own = estate.areas.map(({ path, kind }) => ({
    path: areaPathOf(estate, path),
    // An area that lies in no other is an estate of its own, of the folder's kind unless it says another.
    estateKind: kind ?? (path.includes("/") ? null : estate.kind),
  }));
  await tx.area.createMany({ data: own, skipDuplicates: true });
  await tx.area.createMany({ data: plain.map((area) => ({ path: areaPathOf(estate, area) })), skipDuplicates: true });
}

/** A group in which a newcomer sees the house speak at any hour, and more often than a real one would bear. */
async function openGroup(
  tx: Transaction,
  { ref, ...group }: { readonly ref: string; readonly name: string; readonly kind: string; readonly areaPath: string },
) {
  return tx.chatGroup.upsert({
    where: { platform_account_ref: { ...sandbox, ref } },
    create: { ...sandbox, ref, ...group, postsPerDay: 30, quietAtNight: false },
    update: {},
  });
}

/** Opens the estate's parties; the answer finds them by the folder's id and, where it names none, by kind. */
async function openParties(tx: Transaction, estate: PlayedEstate): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const named: readonly PlayedParty[] = estate.parties ?? standInParties(estate);
  for (const { id = null, name, kind, area, categories = [] } of named) {
    const place = { name, areaPath: areaPathOf(estate, area) };
    const known = await tx.party.findFirst({ where: place });
    const party = known ?? (await tx.party.create({ data: { ...place, kind, categories: [...categories] } }));
    ids.set(id ?? kind, party.id);
  }
  return ids;
}

/** Roles of those whose work is the whole community's; the others' is the estate's. */
const communityRoles = new Set(["dispatcher", "admin", "auditor"]);

/** Where a member of staff stands, by what the folder says or else by their role. An unknown role handles for nobody: it may do nothing. */
function placed(member: PlayedStaff, estate: PlayedEstate, parties: ReadonlyMap<string, string>): NewStaff {
  const { id: senderRef, nick, name = nick, role } = member;
  const area = member.area ?? (communityRoles.has(role) ? estate.community : estate.name);
  const known: Readonly<Record<string, Role>> = roleOfStaff;
  const partyId = parties.get(member.party ?? role) ?? null;
  return { senderRef, name, role: known[role] ?? "party", areaPath: areaPathOf(estate, area), partyId };
}

interface NewStaff {
  readonly senderRef: string;
  readonly name: string;
  readonly role: Role;
  readonly areaPath: string;
  readonly partyId: string | null;
}

async function openStaff(tx: Transaction, { senderRef, name, role, areaPath, partyId }: NewStaff): Promise<void> {
  const known = await tx.staffAccount.findUnique({ where: { platform_account_senderRef: { ...sandbox, senderRef } } });
  if (known) return;
  const { id: staffId } = await tx.staff.create({ data: { name, role, areaPath, partyId } });
  await tx.staffAccount.create({ data: { ...sandbox, senderRef, staffId } });
}

/** Every folder numbers its articles from f01, so the estate's id stands before. */
function articleOf(
  { id, area, validUntil, documentNumber = null, ...words }: PlayedArticle,
  estate: PlayedEstate,
  now: Date,
): Omit<Article, "id"> {
  return {
    ...words,
    slug: `${estate.id}-${id}`,
    documentNumber,
    areaPath: areaPathOf(estate, area),
    kind: "policy",
    validFrom: null,
    validUntil: validUntil === null ? null : endOfDay(validUntil),
    status: "published",
    version: 1,
    changedAt: now,
  };
}
