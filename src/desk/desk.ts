import { type Actor, actionForEvent, mayDo, type StaffEvent, staffEvents } from "../domain/authority.ts";
import type { TicketChange } from "../domain/change.ts";
import { decideIncidentMove, decideParting, decideSameIncident } from "../domain/incident-move.ts";
import type { NewPost } from "../domain/post.ts";
import { isOfIncident } from "../domain/similar.ts";
import { decideLapse, type MoveContext, type StaffMove } from "../domain/staff-move.ts";
import { decideStaffRemark, remarkKinds, remarkRefusal, type StaffRemark } from "../domain/staff-remark.ts";
import { type Category, type EstateKind, partyKindFor } from "../domain/taxonomy.ts";
import { type Ticket, ticketCan } from "../domain/ticket.ts";
import { decideUndo, undoMs } from "../domain/undo.ts";
import { AppError } from "../errors/app-error.ts";
import { owePosts } from "../outreach/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { DeskStore, HeldButton, OpenTicket } from "../ports/desk-store.ts";
import type { Directory } from "../ports/directory.ts";
import type { JobQueue } from "../ports/job-queue.ts";

export interface DeskDeps {
  readonly store: DeskStore;
  readonly directory: Directory;
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly taxonomy: readonly Category[];
}

/** What a member of staff asks for, as it comes from a page or a button. */
export interface MoveRequest {
  readonly ticketId: string;
  /** The version that was looked at when deciding. */
  readonly version: number;
  readonly event: StaffEvent;
  readonly category?: string | undefined;
  readonly areaPath?: string | undefined;
  readonly partyId?: string | undefined;
  readonly intoTicketId?: string | undefined;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
  /** What it owes to groups waits, and `undo` takes it back until then. */
  readonly undoable?: boolean | undefined;
}

/** Something said about a ticket, as it comes from a page. */
export interface RemarkRequest {
  readonly ticketId: string;
  /** The version that was looked at. */
  readonly version: number;
  readonly remark: StaffRemark;
  readonly text: string;
}

/** Why a remark may not be made now; `card`: the group has no card of it, or none that can be edited. */
export type RemarkRefusal = NonNullable<ReturnType<typeof remarkRefusal>> | "card";

/** What staff and timers do to tickets. Decides by pure rules, saves in one transaction, and rings for what must be said. */
export interface Desk {
  /** @throws AppError TICKET_NOT_FOUND, TICKET_STALE, TICKET_EVENT_REFUSED, NOT_ALLOWED, INPUT_INVALID, BUTTON_INVALID */
  move(actor: Actor, request: MoveRequest, button?: HeldButton): Promise<Ticket>;
  /** Takes the actor's own last decision on a ticket back, before anything of it is said. @throws AppError TICKET_NOT_FOUND, UNDO_TOO_LATE */
  undo(actor: Actor, ticketId: string): Promise<void>;
  /** Says something about a ticket without moving it. @throws AppError TICKET_NOT_FOUND, TICKET_STALE, TICKET_REMARK_REFUSED, NOT_ALLOWED, INPUT_INVALID */
  remark(actor: Actor, request: RemarkRequest): Promise<void>;
  /** For each kind of remark: null when the actor may make it now, else why not. */
  canRemark(actor: Actor, opened: OpenTicket): Readonly<Record<StaffRemark, RemarkRefusal | null>>;
  /** Marks what nobody answered in time as unconfirmed. Returns how many. */
  lapse(): Promise<number>;
  /** For each event staff can cause: null when the actor may cause it now, else why not. */
  can(actor: Actor, ticket: Ticket): Readonly<Record<StaffEvent, "status" | "right" | null>>;
}

/** The desk over its stores. */
export function createDesk(deps: DeskDeps): Desk {
  const { store, directory, queue, clock, taxonomy } = deps;

  return {
    async move(actor, request, button) {
      const opened = await store.open(actor, request.ticketId);
      const { ticket } = opened;
      if (ticket.version !== request.version) {
        throw new AppError("TICKET_STALE", { ticketId: ticket.id, expected: request.version, actual: ticket.version });
      }
      const now = clock.now();
      // Out of what it was merged into, nobody needs to say.
      const intoTicketId = request.event === "unmerge" ? (ticket.mergedIntoId ?? undefined) : request.intoTicketId;
      const move = await withTarget(actor, { ...request, intoTicketId });
      const context: MoveContext = { actor, taxonomy, party: await partyFor(ticket), now };
      const near = await store.near(actor, ticket);
      const changes = await decide(actor, ticket, move, context, near);
      const saved = {
        now,
        staffId: actor.staffId,
        corrections: corrections(ticket, changes[0]!),
        ...(button ? { button } : {}),
        ...(request.undoable ? { undoUntil: new Date(now.getTime() + undoMs) } : {}),
      };
      await saveAndRing(actor, { opened: [opened], changes, near }, saved);
      return changes[0]!.after;
    },

    async undo(actor, ticketId) {
      const now = clock.now();
      const undos = await store.undoable(actor, ticketId, now);
      const by = { kind: "staff", staffId: actor.staffId } as const;
      const opened = await Promise.all(undos.map((undo) => store.open(actor, undo.ticketId)));
      const changes = opened.map(({ ticket }, at) => {
        if (ticket.version !== undos[at]!.version) throw new AppError("UNDO_TOO_LATE", { ticketId });
        return decideUndo(ticket, undos[at]!, by, now);
      });
      const near = await store.near(actor, changes[0]!.after);
      const posts = await postsOf(actor, { opened, changes, near }, now);
      await store.undo(actor, ticketId, changes, posts, now);
      await ringFor(posts);
    },

    async remark(actor, { ticketId, version, remark, text }) {
      const opened = await store.open(actor, ticketId);
      const { ticket } = opened;
      if (ticket.version !== version)
        throw new AppError("TICKET_STALE", { ticketId, expected: version, actual: ticket.version });
      if (remark === "tell" && !hasCard(opened))
        throw new AppError("TICKET_REMARK_REFUSED", { ticketId, remark, why: "no card" });
      const now = clock.now();
      const near = await store.near(actor, ticket);
      const members = near.filter((other) => isOfIncident(ticket, other));
      const changes =
        remark === "part"
          ? decideParting(ticket, text, { actor, now }, members)
          : [decideStaffRemark(ticket, { remark, text }, { actor, now })];
      await saveAndRing(actor, { opened: [opened], changes, near }, { now, staffId: actor.staffId });
    },

    canRemark(actor, opened) {
      const reason = (remark: StaffRemark) =>
        remarkRefusal(remark, opened.ticket, actor) ?? (remark === "tell" && !hasCard(opened) ? "card" : null);
      return Object.fromEntries(remarkKinds.map((remark) => [remark, reason(remark)])) as ReturnType<Desk["canRemark"]>;
    },

    async lapse() {
      const ticketIds = await store.lapsed(clock.now());
      const failures: unknown[] = [];
      // One that cannot be lapsed must not keep the others waiting behind it, round after round.
      for (const ticketId of ticketIds) await lapseOne(ticketId).catch((error: unknown) => failures.push(error));
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} of ${ticketIds.length} tickets: ${failures[0]}`);
      return ticketIds.length;
    },

    can(actor, ticket) {
      const reason = (event: StaffEvent) =>
        !ticketCan(event, ticket) ? "status" : !mayDo(actor, actionForEvent[event], ticket.areaPath) ? "right" : null;
      return Object.fromEntries(staffEvents.map((event) => [event, reason(event)])) as ReturnType<Desk["can"]>;
    },
  };

  async function lapseOne(ticketId: string): Promise<void> {
    const opened = await store.openForHouse(ticketId);
    const now = clock.now();
    if (!ticketCan("lapse", opened.ticket)) return;
    const changes = [decideLapse(opened.ticket, now)];
    const near = await store.near("house", opened.ticket);
    await saveAndRing("house", { opened: [opened], changes, near }, { now });
  }

  /** What follows for the ticket, for the one it is joined or merged to, and for the others of its incident. */
  async function decide(
    actor: Actor,
    ticket: Ticket,
    move: StaffMove,
    context: MoveContext,
    near: readonly Ticket[],
  ): Promise<readonly TicketChange[]> {
    const { into } = move;
    if (move.event === "merge" && into && into.groupId !== ticket.groupId) {
      const members = into.incidentId ? await store.near(actor, into) : [];
      return decideSameIncident(
        ticket,
        into,
        context,
        members.filter((other) => isOfIncident(into, other)),
      );
    }
    return decideIncidentMove(
      ticket,
      move,
      context,
      near.filter((other) => isOfIncident(ticket, other)),
    );
  }

  async function saveAndRing(
    asker: Actor | "house",
    { opened, changes, near }: Decision,
    options: Parameters<DeskStore["save"]>[2],
  ): Promise<void> {
    const posts = await postsOf(asker, { opened, changes, near }, options.now);
    await store.save(changes, posts, options);
    await ringFor(posts);
  }

  /** What changes owe, each to its own group and the staff of that. */
  async function postsOf(asker: Actor | "house", { opened, changes, near }: Decision, now: Date): Promise<NewPost[]> {
    const after = changes.map((change) => change.after);
    const others = near.filter(({ id }) => !after.some((changed) => changed.id === id));
    const speakings = new Map(opened.map(({ ticket, speaking }) => [ticket.groupId, speaking]));
    const posts: NewPost[] = [];
    for (const change of changes) {
      const { id, groupId } = change.after;
      const other = () => (asker === "house" ? store.openForHouse(id) : store.open(asker, id));
      const speaking = speakings.get(groupId) ?? (await other()).speaking;
      posts.push(...owePosts(change, { speaking, taxonomy, now, near: [...after, ...others] }));
    }
    return posts;
  }

  async function ringFor(posts: readonly NewPost[]): Promise<void> {
    for (const groupId of new Set(posts.map((post) => post.groupId))) await queue.ring("drain-outbox", groupId);
  }

  async function withTarget(
    actor: Actor,
    { ticketId: _, version: __, undoable: ___, intoTicketId, ...asked }: MoveRequest,
  ): Promise<StaffMove> {
    const given = Object.fromEntries(
      Object.entries(asked).filter(([, value]) => value !== undefined),
    ) as unknown as StaffMove;
    return intoTicketId === undefined ? given : { ...given, into: (await store.open(actor, intoTicketId)).ticket };
  }

  async function partyFor(ticket: Ticket): Promise<{ id: string } | null> {
    const category = taxonomy.find(({ code }) => code === ticket.category);
    if (!category) return null;
    const estate = (await directory.estateKind(ticket.areaPath)) as EstateKind | null;
    return directory.partyFor(partyKindFor(category, estate ?? "property"), ticket.category, ticket.areaPath);
  }
}

/** What was decided: on which tickets, as they were opened, and what they are held against. */
interface Decision {
  readonly opened: readonly OpenTicket[];
  readonly changes: readonly TicketChange[];
  readonly near: readonly Ticket[];
}

/** True when there is a card in the group that can still be edited. */
function hasCard({ speaking, posts }: OpenTicket): boolean {
  return speaking.group.canEdit && posts.some(({ template }) => template === "card");
}

/** What staff changed of what was read: the examples a reader learns from. */
function corrections(ticket: Ticket, { after }: TicketChange) {
  const about = { ticketId: ticket.id };
  return [
    ...(ticket.category !== after.category
      ? [{ ...about, field: "category", was: ticket.category, became: after.category }]
      : []),
    ...(ticket.status === "draft" && after.status === "rejected"
      ? [{ ...about, field: "not_a_report", was: ticket.category, became: after.rejectReason ?? "other" }]
      : []),
    ...(after.status === "merged"
      ? [{ ...about, field: "merge", was: ticket.id, became: after.mergedIntoId ?? "" }]
      : []),
    ...(ticket.incidentId === null && after.incidentId !== null
      ? [{ ...about, field: "merge", was: ticket.id, became: after.incidentId }]
      : []),
  ];
}
