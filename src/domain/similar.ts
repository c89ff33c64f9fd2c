import { areaCovers } from "./area.ts";
import { type Account, incidentsIn, likestFirst, relapseDays } from "./incident.ts";
import type { Category } from "./taxonomy.ts";
import { openStatuses, type Ticket } from "./ticket.ts";

/**
 * Of some tickets those that may be the same matter as this one: still open, of its category, and about the same place. The one whose
 * words are likest comes first.
 */
export function similarTickets(ticket: Ticket, others: readonly Ticket[]): Ticket[] {
  const near = others.filter(
    (other) =>
      other.id !== ticket.id &&
      other.category === ticket.category &&
      (openStatuses.includes(other.status) || other.status === "resolved") &&
      (areaCovers(other.areaPath, ticket.areaPath) || areaCovers(ticket.areaPath, other.areaPath)),
  );
  const accounts = near.map((other) => ({ ...accountOf(other), ticket: other }));
  return likestFirst(accountOf(ticket), accounts).map((account) => account.ticket);
}

/**
 * Of the tickets of an estate those that are likely one incident with this one, in whichever group they were told: still open, alike in
 * time, kind, place and words. What spreads may be felt in two buildings; anything else is of one place. The oldest comes first. A
 * proposal without power: joining them is a person's to do. A sensitive matter is never proposed, and nothing is proposed for it.
 */
export function sameIncidentAs(ticket: Ticket, others: readonly Ticket[], taxonomy: readonly Category[]): Ticket[] {
  const candidates = others.filter(
    (other) =>
      other.id !== ticket.id &&
      isJoinable(other) &&
      other.category === ticket.category &&
      (other.incidentId === null || other.incidentId !== ticket.incidentId),
  );
  if (!isJoinable(ticket) || candidates.length === 0) return [];
  const incidents = incidentsIn([ticket, ...candidates].map(accountOf));
  const spreads = taxonomy.find(({ code }) => code === ticket.category)?.spreads ?? [];
  const isSame = (other: Ticket) =>
    incidents.get(other.id) === incidents.get(ticket.id) || isFeltInBoth(ticket, other, spreads);
  return candidates.filter(isSame).sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

/** The ticket of the same trouble that was closed within the last fortnight, the latest if there are several; null when this is new. */
export function relapseOf(ticket: Ticket, others: readonly Ticket[], now: Date): Ticket | null {
  const since = now.getTime() - relapseDays * 86_400_000;
  const closed = others.filter(
    (other) =>
      other.id !== ticket.id &&
      !other.sensitive &&
      over.includes(other.status) &&
      other.resolvedAt !== null &&
      other.resolvedAt.getTime() >= since,
  );
  const same = closed.filter((other) => {
    const incidents = incidentsIn([accountOf(ticket), { ...accountOf(other), at: other.resolvedAt }]);
    return incidents.get(ticket.id) === incidents.get(other.id);
  });
  return same.sort((one, other) => other.resolvedAt!.getTime() - one.resolvedAt!.getTime())[0] ?? null;
}

/** What is felt in two buildings is one matter while it is told within so many hours. */
const spreadMs = 12 * 3_600_000;

/** In these a matter was thought to be done. */
const over: readonly Ticket["status"][] = ["resolved", "unconfirmed", "closed"];

/** True when staff have joined the two. */
export function isOfIncident(ticket: Ticket, other: Ticket): boolean {
  return other.id !== ticket.id && ticket.incidentId !== null && other.incidentId === ticket.incidentId;
}

/** How many households these tickets speak for. Who spoke in two groups counts once. */
export function householdsOf(tickets: readonly Pick<Ticket, "households">[]): number {
  const staying = tickets.flatMap(({ households }) => households.filter(({ leftAt }) => leftAt === null));
  return new Set(staying.map(({ senderRef }) => senderRef)).size;
}

/** True for a ticket that can be one of an incident: somebody's work, and no secret. */
function isJoinable({ status, sensitive }: Ticket): boolean {
  return !sensitive && openStatuses.includes(status);
}

/** True when both speak, within hours, of the same trouble that one cause brings to several buildings. */
function isFeltInBoth(ticket: Ticket, other: Ticket, spreads: readonly (readonly string[])[]): boolean {
  if (Math.abs(other.createdAt.getTime() - ticket.createdAt.getTime()) > spreadMs) return false;
  const [said, saidToo] = [ticket, other].map((one) =>
    [one.summary, ...one.evidence.map(({ text }) => text)].join("\n"),
  );
  return spreads.some(
    (words) => words.some((word) => said!.includes(word)) && words.some((word) => saidToo!.includes(word)),
  );
}

/** What a ticket says, to be compared with what others say. */
export function accountOf({ id, summary, evidence, category, areaPath, placeFrom, createdAt }: Ticket): Account {
  return {
    id,
    // The label before it is the category, which is compared by itself.
    gist: summary.replace(/^【[^】]*】/, ""),
    words: evidence.map(({ text }) => text).join("\n"),
    category,
    areaPath: placeFrom === "unknown" ? null : areaPath,
    at: evidence[0]?.at ?? createdAt,
  };
}
