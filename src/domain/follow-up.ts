import { type Author, type TicketChange, thenEvent, thenNote } from "./change.ts";
import type { ChatMessage } from "./chat.ts";
import { ratingIn } from "./plain-answer.ts";
import type { FollowUpMeaning } from "./reading.ts";
import { type Ticket, ticketCan } from "./ticket.ts";

/**
 * What a resident's word does to a ticket. Only a household of the ticket can close it, reopen it or halve it, and only its reporter
 * withdraws it; from anybody else, and from staff, the same words are kept as a note. Pure.
 */
export function applyFollowUp(
  change: TicketChange,
  meaning: FollowUpMeaning,
  message: ChatMessage,
  now: Date,
): TicketChange {
  const by: Author = { kind: "resident" };
  const ticket = change.after;
  const note = message.text;
  const isHousehold = !message.fromStaff && ticket.households.some(({ senderRef }) => senderRef === message.senderRef);
  const keep = (kind: "more_info" | "solved_word") => thenNote(change, kind, by, now, { note });

  switch (meaning) {
    case "solved":
      if (!isHousehold) return keep("solved_word");
      if (otherHouseholds(ticket, message.senderRef).length > 0 && speaksForOneself(message.text)) {
        return leave(change, message.senderRef, now);
      }
      return confirm(change, by, now, note);
    case "not_solved":
      return isHousehold && ticketCan("reopen", ticket)
        ? thenEvent({ ...change, after: { ...ticket, lapseAt: null } }, "reopen", by, now, note)
        : keep("more_info");
    case "half_solved":
      return isHousehold && ticketCan("half_confirm", ticket)
        ? thenEvent(change, "half_confirm", by, now, note)
        : keep("more_info");
    case "urge":
      return thenNote(change, "urged", by, now, { note, facts: { urgedCount: ticket.urgedCount + 1 } });
    case "withdraw":
      if (!isHousehold) return keep("more_info");
      if (otherHouseholds(ticket, message.senderRef).length > 0) return leave(change, message.senderRef, now);
      return message.senderRef === ticket.reporterRef && ticketCan("withdraw", ticket)
        ? thenEvent(change, "withdraw", by, now, note)
        : keep("more_info");
    case "plus_one":
      return message.fromStaff ? change : join(change, message.senderRef, now);
    case "more_info":
      return moreInfo(change, message, now);
  }
}

/** A household's 好了. It closes what was resolved, and resolves and closes what a party has not reported yet: the resident's word is enough. */
function confirm(change: TicketChange, by: Author, now: Date, note: string): TicketChange {
  const asked = ticketCan("confirm", change.after)
    ? change
    : ticketCan("resolve", change.after)
      ? thenEvent({ ...change, after: { ...change.after, resolvedAt: now } }, "resolve", by, now, note)
      : null;
  if (!asked) return thenNote(change, "solved_word", by, now, { note });
  const done = thenEvent(asked, "confirm", by, now, note);
  // The question was answered before it was asked.
  const effects = asked === change ? done.effects : done.effects.filter((effect) => effect !== "ask_to_confirm");
  return { ...done, after: { ...done.after, lapseAt: null }, effects };
}

function join(change: TicketChange, senderRef: string, now: Date): TicketChange {
  const { households } = change.after;
  if (households.some((household) => household.senderRef === senderRef && household.leftAt === null)) return change;
  const others = households.filter((household) => household.senderRef !== senderRef);
  return thenNote(change, "joined", { kind: "resident" }, now, {
    facts: { households: [...others, { senderRef, joinedAt: now, leftAt: null }] },
    effects: change.after.status === "draft" ? [] : ["update_card"],
  });
}

function leave(change: TicketChange, senderRef: string, now: Date): TicketChange {
  const households = change.after.households.map((household) =>
    household.senderRef === senderRef ? { ...household, leftAt: now } : household,
  );
  return thenNote(change, "left", { kind: "resident" }, now, {
    facts: { households },
    effects: change.after.status === "draft" ? [] : ["update_card"],
  });
}

/** The reporter's own addition to a draft is evidence, a household's rating a note of its own; anything else is a note. */
function moreInfo(change: TicketChange, message: ChatMessage, now: Date): TicketChange {
  const { after } = change;
  const stars = ratingIn(message.text);
  const isHousehold = after.households.some(({ senderRef }) => senderRef === message.senderRef);
  // A rating is an opinion on how it went: it neither closes nor confirms anything.
  if (stars !== null && isHousehold && !message.fromStaff) {
    return thenNote(change, "rated", { kind: "resident" }, now, { note: String(stars) });
  }
  const isKnown = after.evidence.some(({ messageRef }) => messageRef === message.ref);
  if (isKnown) return change;
  const own = after.status === "draft" && message.senderRef === after.reporterRef && !message.fromStaff;
  const { ref: messageRef, text, kind, at } = message;
  return thenNote(change, "more_info", { kind: message.fromStaff ? "house" : "resident" }, now, {
    note: text,
    facts: own ? { evidence: [...after.evidence, { messageRef, text, kind, at }] } : {},
  });
}

/** 我家好了 speaks for one household, 好了 for the matter. */
function speaksForOneself(text: string): boolean {
  return /我家|我们家|我这|我屋/.test(text);
}

function otherHouseholds(ticket: Ticket, senderRef: string) {
  return ticket.households.filter((household) => household.senderRef !== senderRef && household.leftAt === null);
}
