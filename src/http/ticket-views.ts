import type { ContextMessage, SimilarTicket, TicketDetail, TicketRow, TimelineEntry } from "../api/tickets.ts";
import type { Actor } from "../domain/authority.ts";
import type { ChatMessage } from "../domain/chat.ts";
import { redact } from "../domain/redaction.ts";
import { householdsOf, isOfIncident, sameIncidentAs, similarTickets } from "../domain/similar.ts";
import type { Category } from "../domain/taxonomy.ts";
import type { Ticket } from "../domain/ticket.ts";
import { withAiLabel } from "../locales/ai-label.ts";
import type { TemplateName } from "../locales/posts.ts";
import type { OpenTicket, TicketListed } from "../ports/desk-store.ts";

/** A ticket as a list shows it. Who reported it is not among its fields, so no page can show it. */
export function ticketRow(ticket: TicketListed): TicketRow {
  const { id, code, status, version, kind, category, areaPath, urgency, sensitive, offline, partyId } = ticket;
  return {
    ...{ id, code, status, version, kind, category, areaPath, urgency, sensitive, offline },
    summary: withAiLabel(redact(ticket.summary), ticket.reader),
    spot: ticket.spot === null ? null : redact(ticket.spot),
    households: householdsOf([ticket]),
    urged: ticket.urgedCount,
    reopened: ticket.reopenedCount,
    group: { id: ticket.groupId, name: ticket.groupName },
    party: partyId && ticket.partyName ? { id: partyId, name: ticket.partyName } : null,
    openedAt: ticket.createdAt.toISOString(),
    changedAt: ticket.updatedAt.toISOString(),
    firstAnswerDueAt: ticket.firstAnswerDueAt?.toISOString() ?? null,
    resolveDueAt: ticket.resolveDueAt?.toISOString() ?? null,
  };
}

/** A ticket with all that is needed to decide on it. Personal data is taken out, and people are letters. */
export function ticketDetail(
  opened: OpenTicket,
  estate: { readonly near: readonly Ticket[]; readonly taxonomy: readonly Category[] },
  can: Pick<TicketDetail, "can" | "canRemark">,
  actor: Actor,
): TicketDetail {
  const { ticket, speaking, partyName, timeline } = opened;
  const context = contextMessages(opened);
  const texts = new Map(context.map(({ id, text }) => [id, text]));
  const changedAt = timeline.at(-1)?.at ?? ticket.createdAt;
  return {
    ...ticketRow({ ...ticket, updatedAt: changedAt, groupName: speaking.group.name, partyName }),
    triage: {
      runnerUp: ticket.runnerUp,
      confidence: ticket.confidence,
      because: ticket.because.filter(({ messageId, quote }) => texts.get(messageId)?.includes(quote)),
      reader: ticket.reader,
    },
    place: {
      areaPath: ticket.areaPath,
      spot: ticket.spot === null ? null : redact(ticket.spot),
      from: ticket.placeFrom,
      sure: ticket.placeFrom === "text",
    },
    context,
    ...relatedTo(ticket, estate),
    timeline: timelineOf(opened),
    undo: undoOf(opened, actor),
    ...can,
    publicNote: ticket.publicNote,
    mergedInto: opened.mergedInto && { id: opened.mergedInto.id, name: opened.mergedInto.code },
  };
}

/** Most tickets shown as similar; whoever needs another searches. */
const similarMax = 5;

/** What a ticket is held against: what may be the same, what staff have said is the same, and what it is a relapse of. */
function relatedTo(
  ticket: Ticket,
  { near, taxonomy }: { readonly near: readonly Ticket[]; readonly taxonomy: readonly Category[] },
): Pick<TicketDetail, "similar" | "incident" | "relapseOf"> {
  const same = sameIncidentAs(ticket, near, taxonomy);
  const members = near.filter((other) => isOfIncident(ticket, other));
  const others = similarTickets(ticket, near).filter((other) => !same.includes(other) && !members.includes(other));
  const earlier = near.find(({ id }) => id === ticket.relapseOfId);
  return {
    similar: [...same, ...others]
      .slice(0, similarMax)
      .map((other) => similarTicket(other, ticket, same.includes(other))),
    incident:
      members.length === 0
        ? null
        : {
            tickets: members.map((member) => similarTicket(member, ticket, true)),
            households: householdsOf([ticket, ...members]),
          },
    relapseOf: earlier ? { id: earlier.id, name: earlier.code } : null,
  };
}

function similarTicket(ticket: Ticket, to: Ticket, sameIncident: boolean): SimilarTicket {
  const { id, code, status, category, areaPath } = ticket;
  return {
    id,
    code,
    status,
    category,
    areaPath,
    summary: withAiLabel(redact(ticket.summary), ticket.reader),
    households: householdsOf([ticket]),
    sameIncident,
    otherGroup: ticket.groupId !== to.groupId,
    openedAt: ticket.createdAt.toISOString(),
  };
}

/** The chat around the evidence; the evidence alone once ordinary talk has been wiped. */
function contextMessages({ ticket, context }: OpenTicket): ContextMessage[] {
  const evidence = new Map(ticket.evidence.map((one) => [one.messageRef, one]));
  const seen = new Set(context.map(({ ref }) => ref));
  const kept: ChatMessage[] = ticket.evidence
    .filter(({ messageRef }) => !seen.has(messageRef))
    .map(({ messageRef, text, kind, at }) => ({
      ...{
        id: messageRef,
        ref: messageRef,
        text,
        kind,
        at,
        nick: "",
        quotedRef: null,
        recalled: false,
        fromStaff: false,
      },
      senderRef: ticket.reporterRef,
    }));
  const messages = [...context, ...kept].sort((a, b) => a.at.getTime() - b.at.getTime());
  const names = pseudonyms(messages);
  const idByRef = new Map(messages.map(({ ref, id }) => [ref, id]));
  return messages.map((message) => ({
    id: message.id,
    sender: names.get(message.senderRef)!,
    fromStaff: message.fromStaff,
    at: message.at.toISOString(),
    kind: message.kind,
    text: redact(message.text),
    quotedId: message.quotedRef === null ? null : (idByRef.get(message.quotedRef) ?? null),
    recalled: message.recalled,
    evidence: evidence.has(message.ref),
  }));
}

/** A, B … in the order residents speak; staff by what they call themselves. */
function pseudonyms(messages: readonly ChatMessage[]): Map<string, string> {
  const names = new Map<string, string>();
  let residents = 0;
  for (const { senderRef, fromStaff, nick } of messages) {
    if (names.has(senderRef)) continue;
    names.set(senderRef, fromStaff ? nick : letterFor(residents++));
  }
  return names;
}

function letterFor(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : `${letter}${Math.floor(at / 26)}`;
}

function timelineOf({ ticket, timeline, posts }: OpenTicket): TimelineEntry[] {
  const events = timeline.map(
    ({ event, by, status, note, at, staffName, partyName }, index): TimelineEntry => ({
      ...{ type: "event", id: `e${index}`, at: at.toISOString(), event, to: status },
      by: staffName,
      party: partyName,
      source:
        by.kind === "staff"
          ? "staff"
          : by.kind === "resident"
            ? event === "drafted"
              ? "reading"
              : "resident"
            : "timer",
      reason: event === "reject" ? ticket.rejectReason : null,
      note: note === null ? null : redact(note),
    }),
  );
  const said = posts
    .filter(({ template }) => template !== "staff_card")
    .map(
      ({ id, at, text, state, groupId, groupName, reason }): TimelineEntry => ({
        ...{ type: "post", id: `p${id}`, at: at.toISOString(), text, state, reason },
        group: { id: groupId, name: groupName },
      }),
    );
  return [...events, ...said].sort((a, b) => a.at.localeCompare(b.at));
}

/** What residents read, by its template; the rest is a sign, or goes to staff, who see it anyway. */
const saidToResidents: readonly string[] = ["card", "ask"] satisfies TemplateName[];

/** What the reader can still take back, and what would be said of it, in every group of an incident. */
function undoOf({ undo }: OpenTicket, { staffId }: Actor): TicketDetail["undo"] {
  if (undo?.staffId !== staffId) return null;
  const { until, posts } = undo;
  const toResidents = posts.filter(({ template }) => saidToResidents.includes(template));
  return {
    until: until.toISOString(),
    posts: toResidents
      .filter(({ state }) => state === "pending" || state === "held")
      .map(({ groupId, groupName, text, state, notBefore, edits }) => ({
        group: { id: groupId, name: groupName },
        text,
        edits,
        when: state === "held" ? "digest" : notBefore && notBefore > until ? "morning" : "soon",
      })),
  };
}
