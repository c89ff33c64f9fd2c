import { type Actor, actionForEvent, mayDo, type StaffEvent } from "../domain/authority.ts";
import type { ApprovalMenu } from "../domain/post.ts";
import type { Category } from "../domain/taxonomy.ts";
import { AppError } from "../errors/app-error.ts";
import { pressAnswers } from "../locales/desk.ts";
import { statusLabels } from "../locales/posts.ts";
import { newPost, staffCard, staffChoices } from "../outreach/index.ts";
import type { ButtonPress, PressAnswer } from "../ports/chat-platform.ts";
import type { Clock } from "../ports/clock.ts";
import type { DeskStore, HeldButton, OpenTicket } from "../ports/desk-store.ts";
import type { Directory } from "../ports/directory.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { Desk } from "./desk.ts";

export interface PressDeps {
  readonly desk: Desk;
  readonly store: DeskStore;
  readonly directory: Directory;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly taxonomy: readonly Category[];
}

/**
 * Takes a press of a button in a chat. The token says which ticket, which version and what; who may is decided by the presser's bound
 * account, and by nothing that the chat says of them. Whatever is wrong is said to the presser alone, and changes nothing.
 *
 * A chat has no menu to change duties in: the press is made in the first duty that may, their own before those they stand in for.
 */
export async function press(pressed: ButtonPress, deps: PressDeps): Promise<PressAnswer> {
  const { platform, account, groupRef, senderRef, token } = pressed;
  const duties = await deps.directory.dutiesByAccount(platform, account, senderRef, deps.clock.now());
  if (duties.length === 0) return { text: pressAnswers.not_staff };
  const group = await deps.directory.groupByRef(platform, account, groupRef);
  const held = await deps.store.button(token, group?.id ?? "", deps.clock.now());
  if ("refused" in held) return { text: pressAnswers[held.refused] };
  for (const actor of duties) {
    const answer = await pressAs(actor, held, deps);
    if (answer !== "not_allowed") return answer;
  }
  return { text: pressAnswers.not_allowed };
}

async function pressAs(actor: Actor, held: HeldButton, deps: PressDeps): Promise<PressAnswer | "not_allowed"> {
  try {
    const opened = await deps.store.open(actor, held.ticketId);
    if (opened.ticket.version !== held.version) return { text: pressAnswers.stale };
    return held.action.do === "show"
      ? await show(held.action.menu, held, opened, actor, deps)
      : await move(held, opened, actor, deps);
  } catch (error) {
    return answerTo(error);
  }
}

async function move(
  held: HeldButton,
  { ticket, speaking }: OpenTicket,
  actor: Actor,
  { desk }: PressDeps,
): Promise<PressAnswer> {
  if (held.action.do !== "event") return { text: pressAnswers.unknown };
  const { event, category, intoTicketId, reason } = held.action;
  const request = {
    ticketId: ticket.id,
    version: held.version,
    event: event as StaffEvent,
    category,
    intoTicketId,
    reason,
  };
  const after = await desk.move(actor, request, held);
  const party = speaking.parties.find(({ id }) => id === after.partyId)?.name ?? null;
  return {
    text:
      event === "approve"
        ? pressAnswers.approved(after.code, party)
        : event === "merge" && after.status !== "merged"
          ? pressAnswers.joined(after.code, statusLabels[after.status])
          : pressAnswers.moved(after.code, statusLabels[after.status]),
  };
}

/** Shows other choices on the same card: the ticket does not move, so its version and its other buttons stay good until one is pressed. */
async function show(
  menu: ApprovalMenu,
  held: HeldButton,
  { ticket, speaking }: OpenTicket,
  actor: Actor,
  deps: PressDeps,
): Promise<PressAnswer | "not_allowed"> {
  const { store, queue, clock, taxonomy } = deps;
  if (!mayDo(actor, actionForEvent.approve, ticket.areaPath)) return "not_allowed";
  const context = { speaking, taxonomy, now: clock.now(), near: await store.near(actor, ticket) };
  const card = newPost(staffCard(ticket, menu, context), {
    key: `staff_card:${ticket.id}:${ticket.version}:${held.hash}`,
    groupId: held.groupId,
    ticketId: ticket.id,
    choices: staffChoices(ticket, menu, context),
    replaces: "staff_card",
    replyToRef: null,
    proactive: false,
    urgent: false,
  });
  const isSpent = await store.spend(held, [card], clock.now());
  if (!isSpent) return { text: pressAnswers.used };
  await queue.ring("drain-outbox", held.groupId);
  return { text: pressAnswers.shown };
}

/** What went wrong, as the presser can use it. What nobody foresaw is thrown on, for the log. */
function answerTo(error: unknown): PressAnswer | "not_allowed" {
  if (!(error instanceof AppError)) throw error;
  switch (error.code) {
    case "BUTTON_INVALID":
      return { text: pressAnswers.used };
    case "TICKET_STALE":
      return { text: pressAnswers.stale };
    case "TICKET_EVENT_REFUSED":
    case "INPUT_INVALID":
      return { text: pressAnswers.refused };
    case "NOT_ALLOWED":
    case "TICKET_NOT_FOUND":
      return "not_allowed";
    default:
      throw error;
  }
}
