import { type Actor, staffEvents } from "../../src/domain/authority.ts";
import { unchanged } from "../../src/domain/change.ts";
import type { ChatMessage } from "../../src/domain/chat.ts";
import { applyFollowUp } from "../../src/domain/follow-up.ts";
import { type FollowUpMeaning, followUpMeanings } from "../../src/domain/reading.ts";
import { decideLapse, decideStaffMove, rejectReasons } from "../../src/domain/staff-move.ts";
import { type Ticket, ticketCan, ticketTransitions } from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { statusLabels } from "../../src/locales/posts.ts";
import { defaultTaxonomy as taxonomy } from "../../src/reading/index.ts";
import { aTicket } from "../domain/ticket-factory.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { openHouse } from "./open-house.ts";

const began = new Date("2026-06-15T09:00:00+08:00");
const dayMs = 24 * 3_600_000;
const reporter = "u1";

/** 已解决 is a party's word, 满意 a resident's, and silence is neither. */
export const honestClosing: Check = {
  name: "honest-closing",
  promise:
    "Nothing but a household's own word closes a ticket as solved: no member of staff, no timer, no stranger, and no silence.",
  mutants: [
    patched(
      "silence-is-consent",
      "src/domain/ticket.ts",
      `to: "unconfirmed", effects: ["update_card"] },`,
      `to: "closed", effects: ["update_card"] },`,
    ),
    patched("anybody-may-say-so", "src/domain/follow-up.ts", `if (!isHousehold) return keep("solved_word");`, ""),
    patched(
      "silence-in-kind-words",
      "src/locales/posts.ts",
      `unconfirmed: "已处理，未经居民确认",`,
      `unconfirmed: "居民已确认解决",`,
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    lookAtTable(complaints);
    const walked = walk(createChance(seed), Math.ceil(20_000 * scale), complaints);
    const lived = await liveThrough(complaints);
    return { problems: complaints.all, numbers: { ...walked, ...lived } };
  },
};

/** What the table itself says: one event closes, and the timer's is another. */
function lookAtTable(complaints: Complaints): void {
  const closing = Object.entries(ticketTransitions).filter(([, { to }]) => to === "closed");
  complaints.none(
    "events other than a resident's word that close",
    closing.map(([event]) => event).filter((event) => event !== "confirm"),
  );
  complaints.none(
    "what staff can cause and closes",
    staffEvents.filter((event) => event in ticketTransitions && closing.some(([name]) => name === event)),
  );
  complaints.none(
    "states after silence that sound satisfied",
    [statusLabels.unconfirmed].filter((words) => !words.includes("未经居民确认") || words === statusLabels.closed),
  );
}

/** Lets tickets live through anything, in any order, and looks who was the last to speak when one is closed. */
function walk(chance: () => number, walks: number, complaints: Complaints) {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const counts = { walks, steps: 0, closedByWord: 0, lapsed: 0 };
  const dishonest: string[] = [];
  for (let index = 0; index < walks; index++) {
    let ticket = newTicket();
    for (let step = 0; step < 14; step++) {
      const was = ticket.status;
      const { after, what, isOwnWord } = anything(ticket, pick, chance);
      counts.steps++;
      if (what === "lapse" && after.status === "unconfirmed") counts.lapsed++;
      if (after.status === "closed" && was !== "closed") {
        if (isOwnWord) counts.closedByWord++;
        else dishonest.push(`${was} → closed by ${what}`);
      }
      ticket = after;
    }
  }
  complaints.none("tickets closed by anything but a household's word", dishonest);
  complaints.atLeast("tickets that a household's word closed", counts.closedByWord, walks / 100);
  complaints.atLeast("tickets that silence left unconfirmed", counts.lapsed, walks / 100);
  return counts;
}

/** One thing that may happen to a ticket, if it may. */
function anything(ticket: Ticket, pick: <T>(items: readonly T[]) => T, chance: () => number) {
  const still = { after: ticket, isOwnWord: false };
  if (chance() < 0.15) {
    return ticketCan("lapse", ticket)
      ? { ...still, what: "lapse", after: decideLapse(ticket, began).after }
      : { ...still, what: "lapse" };
  }
  if (chance() < 0.5) {
    const event = pick(staffEvents);
    const move = {
      event,
      category: pick(taxonomy).code,
      partyId: pick(["p1", "p2"]),
      reason: pick(rejectReasons),
      note: "办好了",
    };
    try {
      const context = { actor: clerk, taxonomy, party: { id: "p1" }, now: began };
      return { ...still, what: `staff: ${event}`, after: decideStaffMove(ticket, move, context)[0]!.after };
    } catch (error) {
      if (error instanceof AppError) return { ...still, what: `staff: ${event}` };
      throw error;
    }
  }
  const meaning: FollowUpMeaning = pick(followUpMeanings);
  const who = pick([reporter, reporter, "u2", "u9", "staff"]);
  const isHousehold = ticket.households.some(({ senderRef }) => senderRef === who);
  const { after } = applyFollowUp(unchanged(ticket), meaning, said(who), began);
  return { after, what: `${who}: ${meaning}`, isOwnWord: isHousehold && meaning === "solved" };
}

const clerk: Actor = { staffId: "s1", name: "小刘", role: "admin", areaPath: "社区", partyId: null };

function said(senderRef: string): ChatMessage {
  const facts = {
    id: "m1",
    ref: "r1",
    nick: "",
    kind: "text",
    text: "好了",
    quotedRef: null,
    recalled: false,
  } as const;
  return { ...facts, senderRef, fromStaff: senderRef === "staff", at: began };
}

function newTicket(): Ticket {
  const household = (senderRef: string) => ({ senderRef, joinedAt: began, leftAt: null });
  return aTicket({
    ...{ version: 1, areaPath: "社区/小区/3号楼", spot: null, evidence: [], createdAt: began },
    ...{ reporterRef: reporter, households: [household(reporter), household("u2")] },
  });
}

/** A whole house: one ticket is met with silence, one with a stranger's 好了, one with its household's. */
async function liveThrough(complaints: Complaints) {
  const { house, estate, staff, close } = await openHouse({ now: began }, []);
  try {
    const actor = await staff("小周", "admin");
    const { chat } = house.platform;
    const [first, , third] = estate.groups
      .filter(({ kind }) => kind === "residents")
      .map(({ id }) => house.groupRefs.get(id)!);
    const say = async (groupRef: string, senderRef: string, text: string) => {
      chat.say(groupRef, { text, senderRef, nick: senderRef, kind: "text" });
      await house.settle();
      house.clock.set(new Date(house.clock.now().getTime() + 60_000));
      await house.settle();
    };
    const move = async (ticketId: string, event: "approve" | "resolve") => {
      const ticket = (await house.tickets()).find(({ id }) => id === ticketId)!;
      await house.desk.move(actor, { ticketId, version: ticket.version, event, note: "已处理" });
      await house.settle();
    };
    await say(first!, "someone-1", "2号楼1单元电梯坏了,停在一楼不动,麻烦派人来修");
    await say(third!, "someone-2", "小区门口垃圾桶满了没人收,臭得很,请安排清运");
    const tickets = await house.tickets();
    complaints.equal("tickets drafted", tickets.length, 2);
    for (const { id } of tickets) await move(id, "approve");
    for (const { id } of tickets) await move(id, "resolve");
    const [silent, answered] = tickets;
    await say(first!, "stranger", `好了 ${silent!.code}`);
    await say(third!, "someone-2", "好了");
    for (let day = 0; day < 30; day++) {
      house.clock.set(new Date(house.clock.now().getTime() + dayMs));
      await house.settle();
    }
    const statusOf = async (id: string) => (await house.tickets()).find((ticket) => ticket.id === id)!.status;
    const [left, closed] = [await statusOf(silent!.id), await statusOf(answered!.id)];
    complaints.none("tickets that a month of silence closed", left === "unconfirmed" ? [] : [left]);
    complaints.none("tickets that their household's word left open", closed === "closed" ? [] : [closed]);
    const told = chat.posts(first!).map(({ text }) => text);
    complaints.none(
      "groups that were told silence as consent",
      told.some((text) => text.includes("未经居民确认")) && !told.some((text) => /满意|居民已确认/.test(text))
        ? []
        : told,
    );
    return { daysOfSilence: 30, unconfirmed: Number(left === "unconfirmed"), closed: Number(closed === "closed") };
  } finally {
    await close();
  }
}
