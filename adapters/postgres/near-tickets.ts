import { openStatuses, type Ticket } from "../../src/domain/ticket.ts";
import { areaAndAbove, insideArea } from "./area-scope.ts";
import type { Database, Transaction } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { ticketFromRow, wholeTicket } from "./ticket-rows.ts";

/** Most tickets that one is held against: an estate has no more open ones of a kind at a time. */
const nearMax = 60;

/** What a ticket is held against, as `DeskStore.near` says, of the tickets in this scope. */
export async function nearTickets(
  database: Database | Transaction,
  scope: Prisma.TicketWhereInput,
  ticket: Ticket,
): Promise<readonly Ticket[]> {
  const above = areaAndAbove(ticket.areaPath);
  const estates = await database.area.findMany({
    where: { path: { in: above }, estateKind: { not: null } },
    select: { path: true },
  });
  const estate = estates.map(({ path }) => path).sort((one, other) => other.length - one.length)[0];
  const alike = {
    category: ticket.category,
    status: { in: [...openStatuses, "resolved"] },
    OR: [{ areaPath: { in: above } }, ...insideArea("areaPath", estate ?? ticket.areaPath)],
  };
  const related = [
    ...(ticket.incidentId ? [{ incidentId: ticket.incidentId }] : []),
    ...(ticket.relapseOfId ? [{ id: ticket.relapseOfId }] : []),
  ];
  const others = (what: Prisma.TicketWhereInput) => ({
    where: { AND: [scope, { id: { not: ticket.id } }, what] },
    include: wholeTicket,
    orderBy: { createdAt: "desc" } as const,
  });
  // What staff have joined is moved together: none of it may fall behind the limit.
  const own = related.length > 0 ? await database.ticket.findMany(others({ OR: related })) : [];
  const rows = await database.ticket.findMany({ ...others(alike), take: nearMax });
  return [...own, ...rows.filter(({ id }) => !own.some((one) => one.id === id))].map(ticketFromRow);
}
