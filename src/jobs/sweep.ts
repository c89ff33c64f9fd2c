import { setTimeout as pause } from "node:timers/promises";
import type { Desk } from "../desk/index.ts";
import { raiseChannelAlarms } from "../doctor/index.ts";
import { chatterTtlMs } from "../domain/group.ts";
import { staffNotes } from "../locales/desk.ts";
import { postContent } from "../locales/posts.ts";
import { digestLine, newPost, staffNote } from "../outreach/index.ts";
import type { ChannelRecords } from "../ports/channel-records.ts";
import type { Clock } from "../ports/clock.ts";
import type { IntakeStore } from "../ports/intake-store.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { OutboxStore } from "../ports/outbox-store.ts";
import type { StaffAlerts } from "../ports/staff-alerts.ts";
import type { Supervised } from "./keep-running.ts";

export interface SweepDeps {
  readonly store: IntakeStore;
  readonly outbox: OutboxStore;
  readonly alerts: StaffAlerts;
  readonly desk: Desk;
  readonly records: ChannelRecords;
  /** How this process's platforms do. */
  readonly platforms: () => readonly Supervised[];
  readonly queue: JobQueue;
  readonly clock: Clock;
  readonly onError: (error: unknown, task: string) => void;
}

/** What the house does by the clock, each with its own rhythm. Every task can be missed or run twice without harm. */
const tasks: readonly {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (deps: SweepDeps) => Promise<void>;
}[] = [
  {
    // The queue may have lost every ring: the tables know who is waiting.
    name: "ring-again",
    everyMs: 2_000,
    async run({ store, outbox, queue, clock }) {
      const { groupIds, alarmEventIds } = await store.dueWork(clock.now());
      for (const eventId of alarmEventIds) await queue.ring("raise-alarm", eventId);
      for (const groupId of groupIds) await queue.ring("drain-inbox", groupId);
      for (const groupId of await outbox.groupsOwed(clock.now())) await queue.ring("drain-outbox", groupId);
    },
  },
  {
    name: "expire-leases",
    everyMs: 5_000,
    run: async ({ outbox, clock }) => {
      await outbox.expireLeases(clock.now());
    },
  },
  {
    name: "alert-staff",
    everyMs: 10_000,
    async run({ alerts, queue, clock }) {
      const now = clock.now();
      for (const alert of await alerts.untold(now)) {
        const word = staffNotes[alert.what](alert.about, alert.count);
        const groupId = await alerts.tell(alert, (speaking) => staffNote(speaking, alert.key, word), now);
        if (groupId !== null) await queue.ring("drain-outbox", groupId);
      }
    },
  },
  {
    name: "note-channels",
    everyMs: 10_000,
    async run({ records, platforms, clock }) {
      const channels = platforms().map(({ platform: { name, account }, ...told }) => ({
        platform: name,
        account,
        ...told,
      }));
      await records.note(channels, clock.now());
    },
  },
  {
    name: "check-up",
    everyMs: 60_000,
    async run(deps) {
      await deps.records.countHours(deps.clock.now());
      await raiseChannelAlarms(deps);
    },
  },
  {
    name: "post-digests",
    everyMs: 60_000,
    async run({ outbox, queue, clock }) {
      const now = clock.now();
      for (const held of await outbox.heldForDigest(now)) {
        // A ticket that moved twice is told once, as it stands last.
        const byCode = new Map(held.contents.map((content) => [content.fields["code"], content]));
        const lines = [...byCode.values()].flatMap((content) => digestLine(content) ?? []);
        const key = `digest:${held.groupId}:${held.postIds.at(-1)}`;
        const to = {
          groupId: held.groupId,
          ticketId: null,
          choices: [],
          replaces: null,
          replyToRef: null,
          proactive: false,
          urgent: false,
        };
        await outbox.saveDigest(held, newPost(postContent("digest", { lines }), { ...to, key }), now);
        await queue.ring("drain-outbox", held.groupId);
      }
    },
  },
  {
    name: "lapse-unanswered",
    everyMs: 60_000,
    run: async ({ desk }) => {
      await desk.lapse();
    },
  },
  {
    name: "wipe-chatter",
    everyMs: 10 * 60_000,
    run: async ({ store, clock }) => {
      await store.wipeChatter(new Date(clock.now().getTime() - chatterTtlMs));
    },
  },
];

/** Runs every task at its rhythm until `signal` aborts; resolves when the last one in hand has ended. A task that fails is told of and tried again. */
export async function runSweep(deps: SweepDeps, signal: AbortSignal): Promise<void> {
  await Promise.all(
    tasks.map((task) =>
      repeat(task.everyMs, signal, () => task.run(deps).catch((error: unknown) => deps.onError(error, task.name))),
    ),
  );
}

/** Runs every task once, now: for tests and for a clock that is not the machine's. */
export async function sweepOnce(deps: SweepDeps): Promise<void> {
  for (const task of tasks) await task.run(deps);
}

async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    // Aborted while waiting: the loop ends by itself.
    await pause(everyMs, undefined, { signal }).catch(() => {});
  }
}
