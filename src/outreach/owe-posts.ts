import type { TicketChange } from "../domain/change.ts";
import type { NewPost, PostContent } from "../domain/post.ts";
import { redact } from "../domain/redaction.ts";
import type { Ticket } from "../domain/ticket.ts";
import { staffNotes } from "../locales/desk.ts";
import { marks, postContent, statusLabels } from "../locales/posts.ts";
import type { SpeakingContext } from "../ports/intake-store.ts";
import { labelOf, newPost, type OweContext } from "./new-post.ts";
import { residentCard, residentPlace } from "./resident-card.ts";
import { staffCard, staffChoices } from "./staff-card.ts";

/** What a change of a ticket owes: to its group one card and one question, to staff their card and a word when they must know. */
export function owePosts(change: TicketChange, context: OweContext): NewPost[] {
  const version = (change.before?.version ?? 0) + 1;
  return [...oweStaff(change, version, context), ...oweResidents(change, version, context)];
}

function oweResidents({ before, after, effects }: TicketChange, version: number, context: OweContext): NewPost[] {
  const { speaking } = context;
  // A sensitive matter is a word between the staff and the person, never the group's.
  if (after.sensitive || before?.sensitive) return [];
  const to = { groupId: speaking.group.id, ticketId: after.id, choices: [], replyToRef: null, urgent: false };
  const card = () => residentCard(after, context);
  const posts: NewPost[] = [...oweMark(before, after)];
  if (effects.includes("show_card")) {
    posts.push(newPost(card(), { ...to, key: `card:${after.id}`, replaces: null, proactive: true }));
  } else if (effects.includes("update_card") && speaking.group.canEdit) {
    posts.push(newPost(card(), { ...to, key: `card:${after.id}:${version}`, replaces: "card", proactive: false }));
  }
  if (effects.includes("ask_to_confirm")) {
    const ask = postContent("ask", {
      code: after.code,
      category: labelOf(after.category, context),
      place: residentPlace(after, context),
    });
    posts.push(newPost(ask, { ...to, key: `ask:${after.id}:${version}`, replaces: null, proactive: true }));
  }
  return posts;
}

/** A sign on the message a ticket came from, when it is drafted and when it is approved. A group that may be shown a card gets none. */
function oweMark(before: Ticket | null, after: Ticket): NewPost[] {
  const sign =
    before === null ? marks.drafted : before.status === "draft" && after.approvedAt !== null ? marks.approved : null;
  const heard = after.evidence[0];
  if (sign === null || !heard) return [];
  const to = { groupId: after.groupId, ticketId: null, choices: [], replaces: null, proactive: false, urgent: false };
  const key = `mark:${after.id}:${sign === marks.drafted ? "drafted" : "approved"}`;
  return [newPost(postContent("mark", { sign }), { ...to, key, replyToRef: heard.messageRef })];
}

function oweStaff({ before, after, effects }: TicketChange, version: number, context: OweContext): NewPost[] {
  const { staffGroup } = context.speaking;
  if (!staffGroup) return [];
  const to = { groupId: staffGroup.id, ticketId: after.id, replyToRef: null, proactive: false, urgent: false };
  const card = newPost(staffCard(after, "main", context), {
    ...to,
    key: `staff_card:${after.id}:${version}`,
    replaces: before === null ? null : "staff_card",
    choices: staffChoices(after, "main", context),
  });
  // An edited card makes no sound, so what staff must know now is said once more, in one line.
  const word = effects.includes("urge_party")
    ? staffNotes.urgedByStaff(after.code, partyName(after, context))
    : effects.includes("tell_staff")
      ? staffWord(after, context)
      : null;
  const note =
    word &&
    newPost(postContent("staff_note", { text: word }), {
      ...to,
      key: `note:${after.id}:${version}`,
      replaces: null,
      choices: [],
    });
  return note ? [card, note] : [card];
}

function staffWord(ticket: Ticket, context: OweContext): string | null {
  const { status, code } = ticket;
  switch (status) {
    case "dispatched":
      return staffNotes.transferred(code, partyName(ticket, context));
    case "in_progress":
      return staffNotes.reopened(code);
    case "half_solved":
      return staffNotes.half(code);
    case "approved":
      return staffNotes.returned(code);
    case "withdrawn":
      return staffNotes.withdrawn(code);
    case "escalated":
      return staffNotes.escalated(code);
    default:
      return null;
  }
}

function partyName({ partyId }: Ticket, { speaking }: OweContext): string {
  return speaking.parties.find(({ id }) => id === partyId)?.name ?? "";
}

/** A word to the staff of a group that belongs to no ticket; null where there is no staff group. */
export function staffNote(speaking: SpeakingContext, key: string, text: string): NewPost | null {
  if (!speaking.staffGroup) return null;
  const content = postContent("staff_note", { text: redact(text) });
  const to = {
    groupId: speaking.staffGroup.id,
    ticketId: null,
    choices: [],
    replyToRef: null,
    replaces: null,
    proactive: false,
    urgent: false,
  };
  return newPost(content, { ...to, key });
}

/** One line of a digest: the ticket, where it is, and how it stands. */
export function digestLine(content: PostContent): string | null {
  const { code, category, place, status } = content.fields;
  if (!code) return null;
  return `${category} ${place}：${status ?? statusLabels.resolved}(编号 ${code})`;
}
