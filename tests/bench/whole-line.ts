import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createChance, percentile } from "../acceptance/check.ts";
import type { Lab } from "../acceptance/lab.ts";
import { inLanes, perSecond } from "./ceilings.ts";
import { createConversation } from "./conversation.ts";
import { openDoor } from "./door.ts";
import { type ListeningWindow, listeningEnds } from "./listening.ts";

/** Connections on which updates are brought at once; Telegram's own limit is 100. */
const connectionsMax = 100;

/** The house under load, at its door and at the far end. */
export interface WholeLine {
  /** Messages a second from the first request until every message is read and its drafts are committed. */
  measureThroughput(count: number): Promise<number>;
  /** Brings messages at an even mean rate, whether or not the house keeps up, and sees when each is acknowledged and its card arrives. */
  measureLatencies(load: { readonly perSecond: number; readonly seconds: number }): Promise<Latencies>;
  /** How often an update was not acknowledged and had to be brought again. */
  refusals(): number;
  close(): Promise<void>;
}

/** What residents and staff wait for. Of no card at all the percentile is 0, and `cards` says so. */
export interface Latencies {
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly cards: number;
  readonly approvalP50Ms: number;
  readonly approvalP95Ms: number;
}

/** Stands before a lab whose house is running. */
export async function openWholeLine(lab: Lab, listening: ListeningWindow, seed: number): Promise<WholeLine> {
  const chance = createChance(seed);
  const door = openDoor({ ...webhookOf(lab), connectionsMax });
  const database = new pg.Client({ connectionString: lab.databaseUrl });
  await database.connect();
  const groups = lab.buildings.map(({ number, residentsChat }) => ({
    residentsChat,
    next: createConversation(number, chance),
  }));

  const said = () => {
    const { residentsChat, next } = groups[Math.floor(chance() * groups.length)]!;
    const { nick, text } = next();
    const id = 10_000 + Buffer.from(nick).reduce((sum, byte) => (sum * 31 + byte) % 90_000, 7);
    return { residentsChat, update: lab.message(residentsChat, { id, is_bot: false, first_name: nick }, text) };
  };

  async function allRead(): Promise<void> {
    for (;;) {
      const { rows } = await database.query("select exists (select from inbox_event where state = 'new') as unread");
      if (!rows[0].unread) return;
      await sleep(20);
    }
  }

  return {
    async measureThroughput(count) {
      const updates = Array.from({ length: count }, () => said().update);
      const startedAt = performance.now();
      await inLanes(connectionsMax, count, (number) => door.bring(updates[number]));
      await allRead();
      return perSecond(count, startedAt);
    },

    async measureLatencies({ perSecond: rate, seconds }) {
      const sent: Sent[] = [];
      const acks: Promise<number>[] = [];
      const startedAt = performance.now();
      for (let at = 0; at < seconds * 1_000; at += -Math.log(1 - chance()) * (1_000 / rate)) {
        const waitMs = startedAt + at - performance.now();
        if (waitMs > 1) await sleep(waitMs);
        const { residentsChat, update } = said();
        const sentAt = performance.now();
        sent.push({
          chat: residentsChat,
          messageRef: String((update.message as { message_id: number }).message_id),
          sentAt,
        });
        acks.push(door.bring(update).then(() => performance.now() - sentAt));
      }
      const ackMs = await Promise.all(acks);
      await lab.settled(120_000);
      const waits = await cardWaits(lab, database, sent, listening);
      return {
        ackP50Ms: percentile(ackMs, 0.5),
        ackP99Ms: percentile(ackMs, 0.99),
        cards: waits.length,
        approvalP50Ms: percentile(waits, 0.5),
        approvalP95Ms: percentile(waits, 0.95),
      };
    },

    refusals: door.refusals,

    async close() {
      door.close();
      await database.end();
    },
  };
}

interface Sent {
  readonly chat: number;
  readonly messageRef: string;
  readonly sentAt: number;
}

/**
 * For each ticket drafted from what was sent: how long its card took beyond the listening window, from the moment its last message was sent
 * until the card stood in the staff's chat. The window is that of the moments at which the house heard: by those of sending, a pause
 * of nearly `quietMs` would end a window for the one and not for the other.
 */
async function cardWaits(
  lab: Lab,
  database: pg.Client,
  sent: readonly Sent[],
  listening: ListeningWindow,
): Promise<number[]> {
  const heard = await database.query<{ chat: string; message_ref: string; at: Date }>(heardAt);
  const listenedMs = new Map<string, number>();
  for (const group of new Set(heard.rows.map(({ chat }) => chat))) {
    const ofChat = heard.rows.filter(({ chat }) => chat === group);
    const ends = listeningEnds(
      ofChat.map(({ at }) => at.getTime()),
      listening,
    );
    for (const [index, { chat, message_ref, at }] of ofChat.entries())
      listenedMs.set(`${chat} ${message_ref}`, ends[index]! - at.getTime());
  }
  const sentAt = new Map(sent.map((one) => [`${one.chat} ${one.messageRef}`, one.sentAt]));
  const saidAt = new Map<string, number>();
  for (const { staffChat } of lab.buildings) {
    for (const post of lab.botApi.posts(staffChat)) saidAt.set(`${staffChat} ${post.messageId}`, post.saidAt);
  }
  const { rows } = await database.query<{ heard: string; card: string }>(firstCards);
  return rows.flatMap(({ heard, card }) => {
    const [from, listened, to] = [sentAt.get(heard), listenedMs.get(heard), saidAt.get(card)];
    return from === undefined || listened === undefined || to === undefined ? [] : [to - from - listened];
  });
}

/** When the house heard each message, in each chat in order. */
const heardAt = `
  select g.ref as chat, i.message_ref, i.received_at as at from inbox_event i join chat_group g on g.id = i.group_id
  where i.type = 'message' order by i.id`;

/** Of each ticket: the message that completed its draft, and the post in which staff were first asked. */
const firstCards = `
  select heard.chat || ' ' || heard.message_ref as heard, card.chat || ' ' || card.message_ref as card
  from ticket t
  join lateral (
    select g.ref as chat, i.message_ref from inbox_event i join chat_group g on g.id = i.group_id
    join ticket_evidence e on e.ticket_id = t.id and e.message_ref = i.message_ref
    where i.group_id = t.group_id and i.received_at <= t.created_at order by i.id desc limit 1
  ) heard on true
  join lateral (
    select g.ref as chat, p.message_refs[1] as message_ref from post p join chat_group g on g.id = p.group_id
    where p.ticket_id = t.id and g.kind = 'staff' and p.state = 'sent' and p.edits_post_id is null order by p.id limit 1
  ) card on true`;

/** Where the house asked to be told, and by which word it knows Telegram. */
function webhookOf({ botApi }: Lab): { readonly url: string; readonly secret: string } {
  const asked = botApi.calls.findLast(({ method }) => method === "setWebhook");
  if (!asked) throw new Error("the house has not asked for updates yet");
  return { url: String(asked.body.url), secret: String(asked.body.secret_token) };
}

/** Memory that a process holds now, in MB, as Linux counts it (resident set). Null elsewhere. */
export function residentMb(pid: number): number | null {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kb === undefined ? null : Number(kb) / 1_024;
  } catch {
    return null;
  }
}
