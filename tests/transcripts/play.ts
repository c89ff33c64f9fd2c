import type { MemoryPost } from "../../adapters/memory/chat-platform.ts";
import type { DemoEstate } from "../../prisma/demo/load.ts";
import { chinaClock, chinaDay, type GroupLevel } from "../../src/domain/group.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { consoleZh } from "../../src/locales/console-zh.ts";
import { rejectReasonLabels, statusLabels } from "../../src/locales/posts.ts";
import type { TestHouse } from "../support/test-house.ts";
import type { Script, Step } from "./script.ts";

/** A transcript being written: what people did, what the groups were shown, and how tickets stood. */
interface Play {
  readonly house: TestHouse;
  readonly estate: DemoEstate["estate"];
  readonly script: Script;
  readonly lines: string[];
  /** Refs of what was said, in order, with where. */
  readonly said: { readonly groupRef: string; readonly ref: string }[];
  /** What of each group has been written down, by post and words. */
  readonly shown: Map<string, string>;
  /** Tickets in the order of drafting, with the codes that chance gave them. */
  readonly tickets: { readonly id: string; readonly code: string }[];
  readonly statuses: Map<string, string>;
}

/** Plays a script in a house and writes what came of it, in a form that a product owner can read. */
export async function playScript(script: Script, estate: DemoEstate["estate"], house: TestHouse): Promise<string> {
  const play: Play = { house, estate, script, lines: [], said: [], shown: new Map(), tickets: [], statuses: new Map() };
  if (script.owner) house.platform.chat.appoint(groupRefOf(script.group, play), personOf(script.owner, play).senderRef);
  for (const step of script.steps) {
    await take(step, play);
    await house.settle();
    await writeDown(play);
  }
  return `${play.lines.join("\n")}\n`;
}

async function take(step: Step, play: Play): Promise<void> {
  const { house, lines } = play;
  const { chat } = house.platform;
  if ("clock" in step) {
    house.clock.set(step.clock);
    lines.push("", `—— ${chinaDay(step.clock)} ${hourOf(step.clock)} ——`);
  } else if ("wait" in step) {
    await pass(step.wait, play);
  } else if ("say" in step) {
    const { from, kind, text, quote, group = play.script.group } = step.say;
    const groupRef = groupRefOf(group, play);
    const { senderRef, nick } = personOf(from, play);
    const quotedRef = quote === undefined ? undefined : quotedRefOf(quote, groupRef, play);
    const ref = chat.say(groupRef, { text, senderRef, nick, kind, ...(quotedRef ? { quotedRef } : {}) });
    play.said.push({ groupRef, ref });
    const where = group === play.script.group ? "" : `[${group}] `;
    lines.push(
      `> ${where}${from}：${kind === "text" ? "" : `(${kind}) `}${text.replaceAll("\n", " / ")}${quote ? ` ↩${quote}` : ""}`,
    );
  } else if ("recall" in step) {
    const { groupRef, ref } = messageOf(step.recall, play);
    chat.recall(groupRef, ref);
    lines.push(`> (撤回了 ${step.recall})`);
  } else if ("edit" in step) {
    const { groupRef, ref } = messageOf(step.edit.message, play);
    chat.edit(groupRef, ref, step.edit.text);
    lines.push(`> (把 ${step.edit.message} 改成：${step.edit.text})`);
  } else if ("level" in step) {
    await setLevel(step.level, play);
  } else if ("press" in step) {
    await pressButton(step.press, play);
  } else {
    await moveTicket(step.staff, play);
  }
}

async function setLevel(level: GroupLevel, play: Play): Promise<void> {
  const { directory } = play.house.parts;
  const group = await directory.groupByRef("sandbox", "sandbox", groupRefOf(play.script.group, play));
  const someone = await play.house.actor(play.estate.staff[0]!.id);
  await directory.updateGroup({ ...someone, role: "admin", areaPath: group!.areaPath! }, group!.id, { level });
  play.lines.push("", `—— 权限：${consoleZh.groups.levels[level]} ——`);
}

/** Lets time pass in strides, so that what is due in between happens in its own time. */
async function pass(ms: number, { house }: Play): Promise<void> {
  const until = house.clock.now().getTime() + ms;
  const strideMs = Math.max(10_000, Math.ceil(ms / 12));
  for (let at = house.clock.now().getTime(); at < until; ) {
    at = Math.min(at + strideMs, until);
    house.clock.set(new Date(at));
    await house.settle();
  }
}

async function pressButton(step: Extract<Step, { press: unknown }>["press"], play: Play): Promise<void> {
  const { senderRef } = personOf(step.by, play);
  const press = async (label: string): Promise<string> => {
    const found = buttonOf(step.ticket, label, play);
    if (!found) return `没有“${label}”这个按钮`;
    return play.house.platform.chat.press(found.groupRef, found.ref, found.token, senderRef);
  };
  let answer = await press(step.button);
  if (step.button !== "通过") {
    await play.house.settle();
    const target =
      step.button === "改类"
        ? step.to
        : step.button === "不是诉求"
          ? rejectReasonLabels[step.reason]
          : ((await ticketAt(step.into, play))?.code ?? "");
    answer = await press(target);
  }
  play.lines.push(`* ${step.by} 按了「${step.button}」→ ${withoutCodes(answer, play)}`);
}

async function moveTicket(step: Extract<Step, { staff: unknown }>["staff"], play: Play): Promise<void> {
  const ticket = await ticketAt(step.ticket, play);
  const actor = await play.house.actor(personOf(step.by, play).senderRef);
  if (!ticket) throw new Error(`there is no ticket ${step.ticket} yet`);
  const note = "note" in step ? step.note : undefined;
  const reason = "reason" in step ? step.reason : undefined;
  const answer = await play.house.desk
    .move(actor, { ticketId: ticket.id, version: ticket.version, event: step.event, note, reason })
    .then((after) => statusLabels[after.status])
    .catch((error: { code?: string }) => `被拒绝(${error.code})`);
  play.lines.push(`* ${step.by}：${step.event} 工单${step.ticket} → ${answer}`);
}

/** Writes down what is new in every group, then how tickets stand that have moved. */
async function writeDown(play: Play): Promise<void> {
  const tickets = await play.house.tickets();
  for (const { id, code } of tickets)
    if (!play.tickets.some((known) => known.id === id)) play.tickets.push({ id, code });
  for (const [key, groupRef] of play.house.groupRefs) {
    for (const post of play.house.platform.chat.posts(groupRef)) writePost(post, key, play);
    for (const [ref, sign] of play.house.platform.chat.marks(groupRef)) writeMark(ref, sign, key, play);
  }
  for (const ticket of tickets) {
    const facts = `${statusLabels[ticket.status]}，${ticket.category}，${ticket.areaPath.split("/").slice(-2).join("")}(${ticket.placeFrom})，${ticket.urgency}，${
      ticket.households.filter(({ leftAt }) => leftAt === null).length
    }户，证据${ticket.evidence.length}条${ticket.sensitive ? "，敏感" : ""}${ticket.offline ? "，离线判断" : ""}`;
    if (play.statuses.get(ticket.id) === facts) continue;
    play.statuses.set(ticket.id, facts);
    play.lines.push(`= 工单${play.tickets.findIndex(({ id }) => id === ticket.id) + 1}：${facts}`);
  }
}

function writePost(post: MemoryPost, group: string, play: Play): void {
  const buttons = post.choices.map(({ label }) => `〔${label}〕`).join("");
  const text = withoutCodes(`${post.text.replaceAll("\n", " / ")}${buttons ? ` ${buttons}` : ""}`, play);
  const key = `${group}:${post.ref}`;
  const before = play.shown.get(key);
  if (before === text) return;
  play.shown.set(key, text);
  play.lines.push(`< [${group}]${before === undefined ? "" : "(改)"} ${text}`);
}

function writeMark(ref: string, sign: string, group: string, play: Play): void {
  const message = `m${play.said.findIndex((one) => one.ref === ref) + 1}`;
  const key = `${group}:mark:${ref}`;
  if (play.shown.get(key) === sign) return;
  play.shown.set(key, sign);
  play.lines.push(`< [${group}] (给 ${message} 加了 ${sign})`);
}

/** Codes are chance: a transcript calls the first ticket T1. */
function withoutCodes(text: string, play: Play): string {
  return play.tickets.reduce((words, { code }, index) => words.replaceAll(code, `T${index + 1}`), text);
}

async function ticketAt(number: number, play: Play): Promise<Ticket | undefined> {
  const known = play.tickets[number - 1];
  return (await play.house.tickets()).find(({ id }) => id === known?.id);
}

/** The button of a ticket's card, in whichever group the card is. */
function buttonOf(number: number, label: string, play: Play): { groupRef: string; ref: string; token: string } | null {
  const code = play.tickets[number - 1]?.code ?? "????";
  for (const groupRef of play.house.groupRefs.values()) {
    for (const post of play.house.platform.chat.posts(groupRef)) {
      const choice =
        post.text.includes(code) &&
        post.choices.find((one) => one.label === label || one.label.startsWith(`${label} `));
      if (choice) return { groupRef, ref: post.ref, token: choice.token };
    }
  }
  return null;
}

function personOf(name: string, { estate }: Play): { senderRef: string; nick: string } {
  const resident = estate.residents.find((one) => one.name === name);
  if (resident) return resident;
  const member = estate.staff.find((one) => one.name === name);
  if (!member) throw new Error(`nobody is called ${name}`);
  return { senderRef: member.id, nick: member.nick };
}

function groupRefOf(group: string, { house }: Play): string {
  const ref = house.groupRefs.get(group);
  if (!ref) throw new Error(`there is no group ${group}`);
  return ref;
}

function messageOf(id: string, { said }: Play) {
  const message = said[Number(id.slice(1)) - 1];
  if (!message) throw new Error(`there is no message ${id} yet`);
  return message;
}

function quotedRefOf(quote: string, groupRef: string, play: Play): string {
  if (quote.startsWith("m")) return messageOf(quote, play).ref;
  const code = play.tickets[Number(quote.slice(4)) - 1]?.code ?? "????";
  const card = play.house.platform.chat.posts(groupRef).findLast(({ text }) => text.includes(code));
  if (!card) throw new Error(`nothing was posted about ${quote}`);
  return card.ref;
}

function hourOf(at: Date): string {
  const { hour, minute } = chinaClock(at);
  return `${hour}:${String(minute).padStart(2, "0")}`;
}
