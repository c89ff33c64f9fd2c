import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { StaffEvent } from "../../src/domain/authority.ts";
import { ticketTransitions } from "../../src/domain/ticket.ts";
import { answered, drafted, type Facts, type Flow, factsOf, patienceMs, type Run, said } from "./crash-flow.ts";
import { erase, takeOut } from "./crash-person.ts";
import { estatePath, gridMember } from "./estate.ts";
import type { Lab } from "./lab.ts";
import { seedNote } from "./seed-posts.ts";
import { plantStaff, signIn } from "./staff-door.ts";
import { approveLabel } from "./staff-presses.ts";
import { reports, smallTalk } from "./words.ts";

/**
 * The eight main flows. Talk has been ingested when it is read; that a report becomes a draft is one commit with its being read, and so
 * has facts of its own.
 */
export const flows: readonly Flow[] = [
  { name: "ingest", prepare: ingest },
  { name: "draft", prepare: draft },
  { name: "approve", prepare: approve },
  { name: "dispatch", prepare: dispatch },
  { name: "resolve", prepare: resolve },
  { name: "post", prepare: post },
  { name: "export", prepare: takeOut },
  { name: "erase", prepare: erase },
];

async function ingest(lab: Lab, step: number): Promise<Run> {
  const { update, ref } = said(lab, step, smallTalk[step % smallTalk.length]!);
  const sql = `select count(*) = 1 and bool_and(state = 'done') as "read once" from inbox_event where message_ref = $1`;
  return { cause: (signal) => lab.bring(update, signal), facts: () => factsOf(lab, sql, [ref]) };
}

async function draft(lab: Lab, step: number): Promise<Run> {
  const { update, ref } = said(lab, step, reports[0]!(lab.buildings[step - 1]!.number));
  const sql = `
    select e.state = 'done' as read, (select count(*) from ticket_evidence v where v.message_ref = e.message_ref) = 1 as drafted,
      exists (select from post p join ticket_evidence v on v.ticket_id = p.ticket_id
        where v.message_ref = e.message_ref and p.template = 'staff_card') as "owed to staff"
    from inbox_event e where e.message_ref = $1`;
  return { cause: (signal) => lab.bring(update, signal), facts: () => factsOf(lab, sql, [ref]) };
}

async function approve(lab: Lab, step: number): Promise<Run> {
  const { id } = await drafted(lab, step);
  const { staffChat } = lab.buildings[step - 1]!;
  const button = lab.botApi
    .posts(staffChat)
    .flatMap(({ messageId, buttons }) => buttons.map((one) => ({ messageId, ...one })))
    .find(({ text }) => text.includes(approveLabel))!;
  const facts = () =>
    factsOf(
      lab,
      `select status = 'dispatched' and approved_at is not null as approved,
         exists (select from ticket_event e where e.ticket_id = t.id and e.event = 'approve') as "in the timeline",
         exists (select from button_token b where b.ticket_id = t.id and b.used_at is not null) as "its button spent",
         exists (select from post p where p.ticket_id = t.id and p.template = 'card') as "owed to the group"
       from ticket t where id = $1`,
      [id],
    );
  return {
    // A press that meets a house in trouble ends without words, and a person presses again.
    async cause(signal) {
      for (let pressedAt = 0; !signal.aborted && !(await facts())["approved"]; await sleep(100)) {
        if (Date.now() - pressedAt < 2_000) continue;
        await lab.bring(lab.press(staffChat, button.messageId, button.callback_data, gridMember), signal);
        pressedAt = Date.now();
      }
    },
    facts,
  };
}

async function dispatch(lab: Lab, step: number): Promise<Run> {
  const { id } = await drafted(lab, step);
  await move(lab, id, { event: "approve" });
  await move(lab, id, { event: "return", reason: "不归物业管" });
  const [party] = await lab.query<{ id: string }>("select id from party where kind = 'committee'");
  return moving(lab, id, { event: "dispatch", partyId: party!.id });
}

async function resolve(lab: Lab, step: number): Promise<Run> {
  const { id } = await drafted(lab, step);
  await move(lab, id, { event: "approve" });
  return moving(lab, id, { event: "resolve", note: "换了门机,试过了" });
}

async function post(lab: Lab, step: number): Promise<Run> {
  const { staffChat } = lab.buildings[step - 1]!;
  const sql = `select count(*) = 1 as "said, or doubtful" from post where idempotency_key = $1 and state in ('sent', 'uncertain')`;
  return {
    cause: () => seedNote(lab, staffChat, step),
    facts: () => factsOf(lab, sql, [`note:${staffChat}:${step}`]),
  };
}

/** A decision on a page, with what its event needs. */
interface Decision {
  readonly event: StaffEvent;
  readonly [field: string]: string;
}

/** A decision that the house has to hear once, however often it is asked. */
async function moving(lab: Lab, ticketId: string, decision: Decision): Promise<Run> {
  const staff = await signIn(lab, await plantStaff(lab, "grid", estatePath));
  const version = await lab.number("select version from ticket where id = $1", [ticketId]);
  const key = { "idempotency-key": randomUUID() };
  const ask = () => staff.ask("POST", `/api/tickets/${ticketId}/events`, { version, ...decision }, key);
  const sql = `
    select version = $2 + 1 and status = $3 as moved,
      (select count(*) from ticket_event e where e.ticket_id = t.id and e.event = $4 and e.by_staff_id = $5) = 1 as "in the timeline",
      exists (select from post p where p.idempotency_key = 'staff_card:' || t.id || ':' || $2 + 1) as "owed to staff",
      exists (select from post p where p.group_id = t.group_id and p.idempotency_key = 'card:' || t.id || ':' || $2 + 1) as "owed to the group"
    from ticket t where id = $1`;
  const { to } = ticketTransitions[decision.event];
  return {
    // The second of two equal requests is told that the ticket has moved.
    cause: async (signal) => {
      await answered(signal, ask, ({ status, code }) => status === 200 || code === "TICKET_STALE");
    },
    facts: (): Promise<Facts> => factsOf(lab, sql, [ticketId, version, to, decision.event, staff.staffId]),
  };
}

/** A decision that goes before the flow. */
async function move(lab: Lab, ticketId: string, decision: Decision): Promise<void> {
  const { cause } = await moving(lab, ticketId, decision);
  await cause(AbortSignal.timeout(patienceMs));
  await lab.settled(patienceMs);
}
