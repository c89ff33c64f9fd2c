import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { atChinaHour, chinaDay, type GroupLevel, isNight } from "../../src/domain/group.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { projectRoot } from "./planted-tree.ts";
import { openScratchServer, type ScratchServer } from "./scratch-server.ts";
import { reports } from "./words.ts";

/** A morning on which nothing has been said yet. */
const morning = new Date("2026-06-15T08:00:00+08:00");
const secondMs = 1_000;
const hourMs = 3_600_000;
/** Longer than the house waits for a group to fall silent. */
const lullMs = 60 * secondMs;
const postsPerDay = 3;
/** Here the house does its work when a chat falls silent, so fixed advice follows a cry within minutes; later it is no answer to it. */
const adviceWithinMs = 5 * 60 * secondMs;

/** Estates with their chats, in which every question and every report is marked. The others are for the long set: a chat of a day takes seconds. */
const demoFolder = "prisma/demo";
const otherFolders = ["tests/evals/estates/xfl", "tests/evals/estates/yl"];
/** Talk of people who want nothing, a line each: ours, and such as others collected, where it lies beside the project. */
const ownTalk = ["tests/evals/examples/own-talk.tsv", "tests/evals/examples/talk.tsv"];
const othersTalk = "../shared/data/chat_lccc_toy/utterances.dev.jsonl";

/** A bot that speaks up uncalled is put out of the group. */
export const quiet: Check = {
  name: "quiet",
  promise:
    "Ordinary talk draws no word, a group that is only listened to never hears one, and the rest keeps to the day's budget and the night.",
  mutants: [
    mutant(
      "talkative-listener",
      "  listen:    [],",
      '  listen:    ["mark", "answer", "alarm", "update", "card", "ask", "digest"],',
    ),
    mutant("no-budget", "post.proactive && policy.postsToday >= policy.postsPerDay", "false"),
    mutant("no-night", "policy.quietAtNight && isNight(now)", "false"),
    patched(
      "forgetful-digest",
      "src/jobs/sweep.ts",
      "const lines = [...byCode.values()].flatMap",
      "const lines = [...byCode.values()].slice(1).flatMap",
    ),
    patched(
      "talks-along",
      "src/outreach/owe-posts.ts",
      `effects.includes("show_card")`,
      `(before === null || effects.includes("show_card"))`,
    ),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const server = await openScratchServer();
    try {
      const heard = await hearTalk(server, chance, scale, complaints);
      const listened = await onlyListen(server, scale, complaints);
      const budget = await keepToBudget(server, Math.max(2, Math.round(3 * scale)), complaints);
      return { problems: complaints.all, numbers: { ...heard, ...listened, ...budget } };
    } finally {
      await server.close();
    }
  },
};

/** Whole chats, and thousands of lines of talk, in groups where the house may speak as much as it ever may; nobody approves anything. */
async function hearTalk(server: ScratchServer, chance: () => number, scale: number, complaints: Complaints) {
  let messages = 0;
  let answers = 0;
  let falseAlarms = 0;
  for (const folder of foldersFor(scale)) {
    await withHouse(server, folder, async (house, estate) => {
      const { asked, cries } = await playChats(house, estate);
      messages += estate.chats.reduce((sum, chat) => sum + chat.messages.length, 0);
      const posts = residentsPosts(house, estate);
      answers += posts.length;
      const isCalledFor = ({ replyToRef, at: saidAt, idempotencyKey }: (typeof posts)[number]) =>
        idempotencyKey.startsWith("alarm:")
          ? cries.some((cry) => saidAt >= cry && saidAt.getTime() - cry.getTime() <= adviceWithinMs)
          : replyToRef !== null && asked.has(replyToRef);
      complaints.none(
        `${folder}: posts that nobody asked for`,
        posts.filter((post) => !isCalledFor(post)),
      );
    });
  }

  const lines = shuffled(talkLines(), chance).slice(0, Math.ceil(500 * scale));
  await withHouse(server, demoFolder, async (house, estate) => {
    const groups = residentsRefs(house, estate);
    let at = morning.getTime();
    for (const [index, text] of lines.entries()) {
      at += Math.ceil(chance() * 40) * secondMs;
      house.clock.set(new Date(at));
      const senderRef = `t${Math.floor(chance() * 60)}`;
      house.platform.chat.say(groups[index % groups.length]!, { text, senderRef, nick: `邻居${senderRef}` });
      if (index % 10 === 9) await lull(house);
    }
    await lull(house);
    const drawn = residentsPosts(house, estate);
    const isAdvice = ({ idempotencyKey }: (typeof drawn)[number]) => idempotencyKey.startsWith("alarm:");
    complaints.none(
      "posts that ordinary talk drew",
      drawn.filter((post) => !isAdvice(post)),
    );
    // Somebody who says that they do not want to live is answered, also where the line is out of a film.
    falseAlarms = drawn.filter(isAdvice).length;
    complaints.atMost("lines of talk that were taken for a cry", falseAlarms, Math.ceil(lines.length / 1_000));
  });
  return { chatMessages: messages, answersInChats: answers, linesOfTalk: lines.length, falseAlarms };
}

/** The same chats where the house may only listen, with cries for help between them and staff who approve whatever is drafted. */
async function onlyListen(server: ScratchServer, scale: number, complaints: Complaints) {
  let approved = 0;
  for (const folder of foldersFor(scale)) {
    await withHouse(server, folder, async (house, estate) => {
      const admin = await setLevel(house, estate, "listen");
      await playChats(house, estate);
      for (const ref of residentsRefs(house, estate)) {
        house.platform.chat.say(ref, { text: "电梯困人了,快来人", senderRef: "cry", nick: "急" });
        house.platform.chat.say(ref, { text: "1单元电梯坏了,请物业来修", senderRef: "cry", nick: "急" });
      }
      await lull(house);
      approved += await approveAll(house, admin);
      await passDay(house, () => approveAll(house, admin));
      complaints.none(`${folder}: posts in a group that is only listened to`, residentsPosts(house, estate));
    });
  }
  complaints.atLeast("tickets that were approved where nothing may be said", approved, 1);
  return { approvedWhereListening: approved };
}

/** Days on which more is approved than a group may be told, into the night. */
async function keepToBudget(server: ScratchServer, days: number, complaints: Complaints) {
  const numbers = { daysOfOverflow: days, approvedOverBudget: 0, proactivePosts: 0, digests: 0, alarmsAtNight: 0 };
  await withHouse(server, demoFolder, async (house, estate) => {
    const admin = await setLevel(house, estate, "proactive");
    const ref = residentsRefs(house, estate)[0]!;
    for (let day = 0; day < days; day++) {
      for (const [hours, which] of [
        [9, [0, 1, 2, 3, 4]],
        [19, [5]],
        [23, [6]],
      ] as const) {
        for (const each of which) {
          house.clock.set(new Date(atChinaHour(morning, hours, day).getTime() + each * 10 * 60 * secondMs));
          const words = { text: reports[each]!(2 + day), senderRef: `r${day}-${each}`, nick: `居民${each}` };
          house.platform.chat.say(ref, words);
          await lull(house);
          await approveAll(house, admin);
        }
        if (hours === 9) await at(house, atChinaHour(morning, 18, day));
      }
      house.clock.set(new Date(atChinaHour(morning, 2, day + 1).getTime()));
      house.platform.chat.say(ref, { text: "1单元电梯困人了,快来人", senderRef: `c${day}`, nick: "急" });
      await lull(house);
      await at(house, atChinaHour(morning, 7, day + 1));
    }
    await at(house, atChinaHour(morning, 18, days));
    // A digest that one sweep has written is said after the next.
    await lull(house);

    const posts = house.platform.chat.posts(ref);
    const isKind = (kind: string) => posts.filter(({ idempotencyKey }) => idempotencyKey.startsWith(`${kind}:`));
    const [cards, digests, alarms] = [isKind("card"), isKind("digest"), isKind("alarm")];
    const perDay = (kind: readonly { readonly at: Date }[]) => {
      const ofDay = new Map<string, number>();
      for (const post of kind) ofDay.set(chinaDay(post.at), (ofDay.get(chinaDay(post.at)) ?? 0) + 1);
      return Math.max(0, ...ofDay.values());
    };
    complaints.atMost("cards in a group on one day", perDay(cards), postsPerDay);
    complaints.atMost("digests in a group on one day", perDay(digests), 1);
    complaints.none(
      "posts at night that are no emergency",
      posts.filter((post) => isNight(post.at) && !alarms.includes(post)),
    );
    complaints.equal("alarms answered at night", alarms.filter((post) => isNight(post.at)).length, days);
    const tickets = (await house.tickets()).filter(({ approvedAt }) => approvedAt !== null);
    complaints.none(
      "approved tickets that the group was never told of",
      tickets.filter(({ code }) => !posts.some(({ text }) => text.includes(code))).map(({ code }) => code),
    );
    complaints.atLeast("digests", digests.length, days);
    numbers.approvedOverBudget = tickets.length - days * postsPerDay;
    numbers.proactivePosts = cards.length;
    numbers.digests = digests.length;
    numbers.alarmsAtNight = alarms.length;
  });
  return numbers;
}

type Estate = ReturnType<typeof loadEstate>;

async function withHouse(
  server: ScratchServer,
  folder: string,
  use: (house: TestHouse, estate: Estate) => Promise<void>,
): Promise<void> {
  const estate = loadEstate(join(projectRoot, folder));
  const house = await openTestHouse(estate.estate, estate.articles, {
    now: morning,
    database: await server.database(),
  });
  try {
    await use(house, estate);
  } finally {
    await house.close();
  }
}

function foldersFor(scale: number): string[] {
  return scale < 3 ? [demoFolder] : [demoFolder, ...otherFolders];
}

/** Plays an estate's chats in their own groups and times. Gives the messages that ask something, and when somebody cried for help. */
async function playChats(house: TestHouse, { chats }: Estate): Promise<{ asked: Set<string>; cries: Date[] }> {
  const { chat: network } = house.platform;
  const asked = new Set<string>();
  const cries: Date[] = [];
  for (const { group, messages, gold } of chats) {
    const groupRef = house.groupRefs.get(group)!;
    const refs = new Map<string, string>();
    for (const message of messages) {
      const { id, from, nick, type } = message;
      const saidAt = new Date(message.at);
      if (saidAt.getTime() - house.clock.now().getTime() > lullMs) await lull(house);
      house.clock.set(saidAt);
      if (message.type === "recall") {
        network.recall(groupRef, refs.get(message.recalled)!);
        continue;
      }
      const kind = type === "voice" || type === "image" || type === "sticker" || type === "link" ? type : "text";
      const quotedRef = message.quoted ? refs.get(message.quoted) : undefined;
      const words = { text: message.text, senderRef: from, nick, kind, ...(quotedRef && { quotedRef }) } as const;
      refs.set(id, network.say(groupRef, words));
    }
    await lull(house);
    for (const { message } of gold?.questions ?? []) asked.add(refs.get(message)!);
    const emergencies = gold?.tickets.filter(({ urgency }) => urgency === "emergency") ?? [];
    const crying = new Set(emergencies.flatMap(({ evidence }) => evidence));
    cries.push(...messages.filter(({ id }) => crying.has(id)).map((message) => new Date(message.at)));
  }
  return { asked, cries };
}

/** Lets so much time pass that the house answers what it has heard. */
async function lull(house: TestHouse): Promise<void> {
  await at(house, new Date(house.clock.now().getTime() + lullMs));
}

async function at(house: TestHouse, time: Date): Promise<void> {
  await house.platform.chat.settled();
  house.clock.set(time);
  await house.settle();
}

async function passDay(house: TestHouse, each: () => Promise<unknown>): Promise<void> {
  const begun = house.clock.now().getTime();
  for (let hours = 2; hours <= 24; hours += 2) {
    await at(house, new Date(begun + hours * hourMs));
    await each();
  }
}

async function approveAll(house: TestHouse, admin: Actor): Promise<number> {
  const drafts = (await house.tickets()).filter(({ status }) => status === "draft");
  for (const { id, version } of drafts) await house.desk.move(admin, { ticketId: id, event: "approve", version });
  await house.settle();
  return drafts.length;
}

async function setLevel(house: TestHouse, { estate }: Estate, level: GroupLevel): Promise<Actor> {
  const groups = await house.parts.directory.groupsOf("sandbox");
  const areaPath = groups[0]!.areaPath!.split("/")[0]!;
  const grant = { name: "管理员", role: "admin", areaPath } as const;
  const admin: Actor = { ...grant, staffId: await house.addStaff(grant), partyId: null };
  const refs = new Set(residentsRefs(house, { estate }));
  for (const { id, ref } of groups) if (refs.has(ref)) await house.parts.directory.updateGroup(admin, id, { level });
  return admin;
}

function residentsRefs(house: TestHouse, { estate }: Pick<Estate, "estate">): string[] {
  return estate.groups.filter(({ kind }) => kind === "residents").map(({ id }) => house.groupRefs.get(id)!);
}

function residentsPosts(house: TestHouse, estate: Estate) {
  return residentsRefs(house, estate).flatMap((ref) => house.platform.chat.posts(ref));
}

function talkLines(): string[] {
  const own = ownTalk.flatMap((file) =>
    readFileSync(join(projectRoot, file), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("talk\t"))
      .flatMap((line) => line.slice("talk\t".length).split(" / ")),
  );
  const others = join(projectRoot, othersTalk);
  if (!existsSync(others)) return own;
  const texts = readFileSync(others, "utf8").split("\n").filter(Boolean);
  return [...own, ...texts.map((line) => (JSON.parse(line) as { text: string }).text)];
}

function shuffled<T>(all: readonly T[], chance: () => number): T[] {
  return all
    .map((one) => ({ one, at: chance() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

function mutant(name: string, from: string, to: string) {
  return { name, patches: [{ file: "src/domain/group.ts", from, to }] };
}
