import { z } from "zod";
import type { Role } from "../../src/domain/authority.ts";
import { followUpMeanings, reportKinds, urgencies } from "../../src/domain/reading.ts";
import { estateKinds, partyKinds } from "../../src/domain/taxonomy.ts";

const text = z.string().min(1);
const Instant = z.iso.datetime({ offset: true });

/** What a member of staff is called in an estate folder. */
export const staffRoles = ["grid", "dispatcher", "property", "committee", "admin", "auditor"] as const;

/** The role that the desk knows each of them by. */
export const roleOfStaff: Readonly<Record<(typeof staffRoles)[number], Role>> = {
  grid: "grid",
  dispatcher: "dispatcher",
  property: "party",
  committee: "party",
  admin: "admin",
  auditor: "auditor",
};

const Area = z.strictObject({ path: text, kind: z.enum(estateKinds).optional() });

const Group = z.strictObject({
  id: text,
  name: text,
  /** An area of the estate, or the community. */
  binds: text,
  kind: z.enum(["residents", "staff"]).default("residents"),
  /** The resident who owns the chat, and so may pause the bot in it. */
  owner: text.optional(),
});

const Resident = z.strictObject({
  senderRef: text,
  /** What a test or a menu calls this person; the group sees `nick`. */
  name: text,
  nick: text,
  home: text,
  /** How this person writes, for whoever plays them. */
  character: text,
});

const StaffMember = z.strictObject({
  id: text,
  name: text.optional(),
  nick: text,
  role: z.enum(staffRoles),
  area: text.optional(),
  /** Who stands in when this person is away (AB角). */
  deputy: text.nullable().default(null),
  party: text.nullable().default(null),
});

const Party = z.strictObject({
  id: text,
  name: text,
  kind: z.enum(partyKinds),
  area: text,
  /** What it takes where several of its kind serve an area; empty means anything. */
  categories: z.array(text).default([]),
});

/** `estate.json`: a community's estate, its area tree, groups, people and parties. */
export const EstateForm = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,20}$/),
    name: text,
    community: text,
    kind: z.enum(estateKinds),
    areas: z.array(Area).min(1),
    groups: z.array(Group).min(1),
    residents: z.array(Resident).default([]),
    staff: z.array(StaffMember),
    parties: z.array(Party).default([]),
  })
  .superRefine((estate, ctx) => {
    const areas = new Set([estate.community, ...estate.areas.map(({ path }) => path)]);
    const staff = new Set(estate.staff.map(({ id }) => id));
    const parties = new Set(estate.parties.map(({ id }) => id));
    const residents = new Set(estate.residents.map(({ senderRef }) => senderRef));
    const lists = {
      areas: estate.areas.map(({ path }) => path),
      groups: estate.groups.map(({ id }) => id),
      residents: estate.residents.map(({ senderRef }) => senderRef),
      staff: estate.staff.map(({ id }) => id),
      parties: estate.parties.map(({ id }) => id),
    };
    for (const [list, ids] of Object.entries(lists)) {
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      if (twice) ctx.addIssue({ code: "custom", path: [list], message: `"${twice}" is there twice` });
    }
    // Who names whom: a name that is null or absent names nobody.
    const names = [
      ...estate.groups.map(({ binds }, i) => ({ path: ["groups", i, "binds"], name: binds, among: areas })),
      ...estate.groups.map(({ owner }, i) => ({ path: ["groups", i, "owner"], name: owner, among: residents })),
      ...estate.residents.map(({ home }, i) => ({ path: ["residents", i, "home"], name: home, among: areas })),
      ...estate.parties.map(({ area }, i) => ({ path: ["parties", i, "area"], name: area, among: areas })),
      ...estate.staff.flatMap(({ area, deputy, party }, i) => [
        { path: ["staff", i, "area"], name: area, among: areas },
        { path: ["staff", i, "deputy"], name: deputy, among: staff },
        { path: ["staff", i, "party"], name: party, among: parties },
      ]),
    ];
    for (const { path, name, among } of names) {
      if (name != null && !among.has(name))
        ctx.addIssue({ code: "custom", path, message: `"${name}" is not in the file` });
    }
  });

/** A line of `faq.jsonl`: one article, with its source and how long it holds. */
export const ArticleForm = z.strictObject({
  id: text,
  question: text,
  variants: z.array(text),
  answer: text,
  source: text,
  documentNumber: text.nullable().default(null),
  issuer: text,
  /** An area of the estate, the community, or one elsewhere, whose rules are not answered with here. */
  area: text,
  /** The last day it holds; null when it holds until it is replaced. */
  validUntil: z.iso.date().nullable(),
});

const messageTypes = ["text", "quote", "image", "voice", "system", "redpacket", "sticker", "link", "location"] as const;
const said = { id: text, at: Instant, from: text, nick: text };
const Message = z.discriminatedUnion("type", [
  z.strictObject({ ...said, type: z.literal("recall"), recalled: text, text: z.undefined().optional() }),
  z.strictObject({ ...said, type: z.enum(messageTypes), text, quoted: text.optional() }),
]);

const personal = ["phone", "id_card", "plate", "bank_card", "room", "name", "wechat", "health", "minor"] as const;

const Gold = z.strictObject({
  tickets: z.array(
    z.strictObject({
      id: text,
      category: text,
      kind: z.enum(reportKinds),
      summary: text,
      evidence: z.array(text).min(1),
      reporter: text,
      area: text.nullable(),
      place: z.string().nullable(),
      urgency: z.enum(urgencies),
      households: z.array(text).min(1),
      sensitive: z.boolean(),
      sameAs: text.nullable(),
    }),
  ),
  questions: z.array(z.strictObject({ message: text, faq: text.nullable(), why: z.string() })),
  followups: z.array(z.strictObject({ message: text, ticket: text, meaning: z.enum(followUpMeanings) })),
  quarrels: z.array(z.tuple([text, text])),
  private: z.array(z.strictObject({ message: text, text, class: z.enum(personal) })),
});

/** A line of `chats.jsonl`: what was said in one group, oldest first, and what a careful person understood of it. */
export const ChatForm = z
  .strictObject({ id: text, group: text, messages: z.array(Message).min(1), gold: Gold })
  .superRefine(({ messages, gold }, ctx) => {
    const seen = new Map<string, (typeof messages)[number]>();
    const refuse = (path: (string | number)[], message: string) => ctx.addIssue({ code: "custom", path, message });
    for (const [i, message] of messages.entries()) {
      const earlier = message.type === "recall" ? message.recalled : message.quoted;
      if (seen.has(message.id)) refuse(["messages", i], `"${message.id}" is there twice`);
      if (earlier && !seen.has(earlier)) refuse(["messages", i], `"${earlier}" was not said before "${message.id}"`);
      const last = messages[i - 1];
      if (last && Date.parse(last.at) > Date.parse(message.at)) refuse(["messages", i, "at"], `is before "${last.id}"`);
      seen.set(message.id, message);
    }
    const tickets = new Set(gold.tickets.map(({ id }) => id));
    for (const [i, { evidence, reporter, households }] of gold.tickets.entries()) {
      const stray = evidence.find((id) => seen.get(id)?.from !== reporter);
      if (stray) refuse(["gold", "tickets", i, "evidence"], `"${stray}" is no message of "${reporter}"`);
      if (!households.includes(reporter)) refuse(["gold", "tickets", i, "households"], "leaves the reporter out");
    }
    for (const [i, { message, ticket }] of gold.followups.entries()) {
      const known = seen.has(message) && tickets.has(ticket);
      if (!known) refuse(["gold", "followups", i], "names no message or ticket of this chat");
    }
    for (const [i, { message }] of gold.questions.entries()) {
      if (!seen.has(message)) refuse(["gold", "questions", i], `there is no message "${message}"`);
    }
    for (const [i, found] of gold.private.entries()) {
      const message = seen.get(found.message);
      const words = `${message?.text ?? ""}${message?.nick ?? ""}`;
      if (!words.includes(found.text)) refuse(["gold", "private", i], `"${found.text}" is not in "${found.message}"`);
    }
    for (const id of gold.quarrels.flat())
      if (!seen.has(id)) refuse(["gold", "quarrels"], `there is no message "${id}"`);
  });

export type Estate = z.infer<typeof EstateForm>;
export type Article = z.infer<typeof ArticleForm>;
export type Chat = z.infer<typeof ChatForm>;
