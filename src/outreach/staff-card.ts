import { lastAreaName } from "../domain/area.ts";
import type { ApprovalMenu, Choice, PostContent } from "../domain/post.ts";
import { redact } from "../domain/redaction.ts";
import { householdsOf, isOfIncident, sameIncidentAs, similarTickets } from "../domain/similar.ts";
import { type Ticket, type TicketEvent, ticketCan } from "../domain/ticket.ts";
import { withAiLabel } from "../locales/ai-label.ts";
import { buttonLabels, incidentNotes, menuHints, placeNotes, staffNotes } from "../locales/desk.ts";
import { kindLabels, postContent, rejectReasonLabels, statusLabels, urgencyLabels } from "../locales/posts.ts";
import { dueOf, isOwed, labelOf, type OweContext } from "./new-post.ts";

/** Most quotes and similar tickets on one card: it is read on a phone, between two visits. */
const quotesMax = 4;
const similarMax = 3;
const quoteCharsMax = 60;
/** Categories offered by 改类: the runner-up first, then the rest. */
const categoriesMax = 24;

/** The card staff see of a ticket: evidence first, the guess second, the doubt said aloud. Personal data is taken out. */
export function staffCard(ticket: Ticket, menu: ApprovalMenu, context: OweContext): PostContent {
  const party = context.speaking.parties.find(({ id }) => id === ticket.partyId)?.name ?? null;
  const isDraft = ticket.status === "draft";
  // Likely one incident with a draft: staff are offered to join them, and nothing happens by itself.
  const same = isDraft ? sameIncidentAs(ticket, context.near ?? [], context.taxonomy) : [];
  return postContent("staff_card", {
    code: ticket.code,
    status: statusLabels[ticket.status],
    category: labelOf(ticket.category, context),
    runnerUp: isDraft && ticket.runnerUp ? labelOf(ticket.runnerUp, context) : null,
    confidence: ticket.confidence === 1 ? "人工确定" : `把握${Math.round(ticket.confidence * 100)}%`,
    kind: kindLabels[ticket.kind],
    urgency: urgencyLabels[ticket.urgency],
    place: `${ticket.areaPath.split("/").slice(-2).join("")}${redact(ticket.spot ?? "")}`,
    placeNote: placeNotes[ticket.placeFrom],
    summary: withAiLabel(redact(ticket.summary), ticket.reader),
    quotes: ticket.evidence.slice(0, quotesMax).map(({ text }) => clip(redact(text))),
    households: ticket.households.filter(({ leftAt }) => leftAt === null).length,
    similar: isDraft
      ? mergeable(ticket, same, context)
          .filter((other) => !same.includes(other))
          .map((other) => `${other.code} ${gistOf(other)}`)
      : [],
    same: same.length > 0 ? incidentNotes.maybeSame(same.slice(0, similarMax).map(nameOf)) : null,
    incident: incidentLine(ticket, context),
    relapse: relapseLine(ticket, context),
    party,
    due: isOwed(ticket) ? dueOf(ticket, party, context) : null,
    marks: [
      ...(ticket.urgency === "emergency" ? [urgencyLabels.emergency] : []),
      ...(isDraft && ticket.confidence === 0 ? [staffNotes.declared] : []),
      ...(ticket.relapseOfId ? [staffNotes.relapse] : []),
      ...(ticket.offline ? [staffNotes.offline] : []),
      ...(ticket.sensitive ? [staffNotes.sensitive] : []),
      ...(ticket.urgedCount > 0 ? [`催${ticket.urgedCount}次`] : []),
    ],
    menu: menuHints[menu],
  });
}

/** Buttons below a staff card: what the transition table allows now, most likely first. */
export function staffChoices(ticket: Ticket, menu: ApprovalMenu, context: OweContext): Choice[] {
  switch (menu) {
    case "main":
      return ticket.status === "draft" ? draftChoices(ticket, context) : workChoices(ticket);
    case "categories":
      return [...categoryChoices(ticket, context), back];
    case "merge":
      return [
        ...similarTo(ticket, context).map((other) => ({
          label: `${other.code} ${lastAreaName(other.areaPath)}`,
          action: { do: "event", event: "merge", intoTicketId: other.id } as const,
        })),
        back,
      ];
    case "reject":
      return [
        ...Object.entries(rejectReasonLabels).map(([reason, label]) => ({
          label,
          action: { do: "event", event: "reject", reason } as const,
        })),
        back,
      ];
  }
}

const back: Choice = { label: buttonLabels.back, action: { do: "show", menu: "main" } };

function draftChoices(ticket: Ticket, context: OweContext): Choice[] {
  const choices: Choice[] = [
    { label: buttonLabels.approve, action: { do: "event", event: "approve" } },
    { label: buttonLabels.change_category, action: { do: "show", menu: "categories" } },
    { label: buttonLabels.reject, action: { do: "show", menu: "reject" } },
  ];
  if (similarTo(ticket, context).length > 0)
    choices.splice(2, 0, { label: buttonLabels.merge, action: { do: "show", menu: "merge" } });
  return choices;
}

function workChoices(ticket: Ticket): Choice[] {
  const offered: readonly (TicketEvent & keyof typeof buttonLabels)[] = ["start", "resolve", "return"];
  return offered
    .filter((event) => ticketCan(event, ticket) && !(event === "resolve" && ticket.partyId === null))
    .map((event) => ({ label: buttonLabels[event], action: { do: "event", event } }));
}

function categoryChoices(ticket: Ticket, { taxonomy }: OweContext): Choice[] {
  const others = taxonomy.filter(({ code }) => code !== ticket.category);
  const ordered = [...others].sort((a, b) => Number(b.code === ticket.runnerUp) - Number(a.code === ticket.runnerUp));
  return ordered.slice(0, categoriesMax).map(({ code, label }) => ({
    label,
    action: { do: "event", event: "change_category", category: code },
  }));
}

/** What a draft may be merged with: what is likely the same incident first, then whatever else is open nearby. */
function similarTo(ticket: Ticket, context: OweContext): readonly Ticket[] {
  return mergeable(ticket, sameIncidentAs(ticket, context.near ?? [], context.taxonomy), context);
}

/** The same, where it is known which of them are likely the same incident. */
function mergeable(ticket: Ticket, same: readonly Ticket[], { near = [] }: OweContext): readonly Ticket[] {
  const others = similarTickets(ticket, near).filter((other) => !same.includes(other) && !isOfIncident(ticket, other));
  return [...same, ...others].slice(0, similarMax);
}

/** The tickets that staff have joined to this one, with the households of all of them, each once. */
function incidentLine(ticket: Ticket, { near = [] }: OweContext): string | null {
  const others = near.filter((other) => isOfIncident(ticket, other));
  if (others.length === 0) return null;
  return incidentNotes.same(others.map(nameOf), householdsOf([ticket, ...others]));
}

function relapseLine({ relapseOfId }: Ticket, { near = [] }: OweContext): string | null {
  const earlier = near.find(({ id }) => id === relapseOfId);
  return earlier ? incidentNotes.relapse(earlier.code) : null;
}

function nameOf({ code, areaPath }: Ticket): string {
  return `${code} ${lastAreaName(areaPath)}`;
}

/** What a ticket is about in a few words, marked where a model wrote them. */
function gistOf({ summary, reader }: Ticket): string {
  return withAiLabel(clip(redact(summary)), reader);
}

/** Cuts a quote, never inside a character. */
function clip(text: string): string {
  const characters = [...text.replaceAll("\n", " ")];
  return characters.length <= quoteCharsMax ? characters.join("") : `${characters.slice(0, quoteCharsMax).join("")}…`;
}
