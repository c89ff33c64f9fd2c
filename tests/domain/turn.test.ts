import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatWindow } from "../../src/domain/chat.ts";
import type { FollowUp, Question, Report } from "../../src/domain/reading.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { decideTurn } from "../../src/domain/turn.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { aTicket } from "./ticket-factory.ts";

const now = new Date("2026-07-02T10:01:00+08:00");

describe("what a turn makes of a reading", () => {
  it("drafts a report that somebody has just made, of that person's words alone", () => {
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u2"), said("r3", "u1")],
      fresh: ["r1", "r2", "r3"],
      reports: [report("u1", ["r1", "r2", "r3"])],
    });
    expect(changes.map(({ before, after }) => [before, after.status, refs(after)])).toEqual([
      [null, "draft", ["r1", "r3"]],
    ]);
  });

  it("drafts what a fresh fragment completes, with the fragments read before", () => {
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u1")],
      fresh: ["r2"],
      reports: [report("u1", ["r1", "r2"])],
    });
    expect(changes.map(({ after }) => refs(after))).toEqual([["r1", "r2"]]);
  });

  it("drafts nothing from words it once let pass because others talk on", () => {
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u2")],
      fresh: ["r2"],
      reports: [report("u1", ["r1"])],
    });
    expect(changes).toEqual([]);
  });

  it("drafts words it once let pass when a neighbour now says the same of them", () => {
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u2")],
      fresh: ["r2"],
      reports: [{ ...report("u1", ["r1"]), householdRefs: ["u1", "u2"] }],
      followUps: [{ messageId: "m-r2", meaning: "plus_one", about: { report: 0 }, confidence: 0.9 }],
    });
    expect(changes.map(({ after }) => after.households.map(({ senderRef }) => senderRef))).toEqual([["u1", "u2"]]);
  });

  it("adds to the ticket that already holds one of a report's messages", () => {
    const known = aTicket({ evidence: [{ messageRef: "r1", text: "电梯坏了", kind: "text", at: now }] });
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u1")],
      fresh: ["r2"],
      reports: [report("u1", ["r1", "r2"])],
      tickets: [known],
    });
    expect(changes.map(({ after }) => [after.id, refs(after)])).toEqual([["t1", ["r1", "r2"]]]);
  });

  it("follows a merged ticket to the one that leads", () => {
    const merged = aTicket({ id: "t1", status: "merged", mergedIntoId: "t2" });
    const leading = aTicket({ id: "t2", status: "dispatched", evidence: [] });
    const { changes } = decide({
      messages: [said("r1", "u1"), said("r2", "u1")],
      fresh: ["r2"],
      reports: [report("u1", ["r1", "r2"])],
      tickets: [merged, leading],
    });
    expect(changes.map(({ after }) => after.id)).toEqual(["t2"]);
  });

  it("withdraws a draft with the last of its words, and leaves an approved ticket to staff", () => {
    const draft = aTicket({ id: "t1" });
    const approved = aTicket({ id: "t2", status: "dispatched" });
    const { changes } = decide({
      messages: [{ ...said("r1", "u1"), recalled: true }],
      fresh: ["r1"],
      tickets: [draft, approved],
    });
    expect(changes.map(({ after }) => [after.id, after.status, refs(after)])).toEqual([
      ["t1", "withdrawn", []],
      ["t2", "dispatched", []],
    ]);
  });

  it("takes what may be small talk for a question where an article answers it, and troubles nobody with it otherwise", () => {
    const { questions } = decide({
      messages: [said("r1", "u1"), said("r2", "u2"), said("r3", "u3")],
      fresh: ["r1", "r2", "r3"],
      questions: [
        { messageId: "m-r1", text: "食堂今天有鱼没", confidence: 0.3 },
        { messageId: "m-r2", text: "食堂几点关来着", confidence: 0.3 },
        { messageId: "m-r3", text: "食堂周日开不开", confidence: 0.5 },
      ],
      answers: new Map([["m-r2", { articleId: "a1", score: 0.9 }]]),
    });
    expect(questions.map(({ messageRef, answer }) => [messageRef, answer?.articleId ?? null])).toEqual([
      ["r2", "a1"],
      ["r3", null],
    ]);
  });

  it("hears a question once, a resident's only, and answers it with the article found or not at all", () => {
    const question = (id: string): Question => ({ messageId: id, text: "狗证在哪办", confidence: 0.9 });
    const { questions } = decide({
      messages: [said("r1", "u1"), said("r2", "u2"), { ...said("r3", "s1"), fromStaff: true }, said("r4", "u4")],
      fresh: ["r2", "r3", "r4"],
      questions: ["m-r1", "m-r2", "m-r3", "m-r4"].map(question),
      answers: new Map([["m-r4", { articleId: "a1", score: 0.9 }]]),
    });
    expect(questions.map(({ messageRef, answer }) => [messageRef, answer?.articleId ?? null])).toEqual([
      ["r2", null],
      ["r4", "a1"],
    ]);
  });
});

interface Heard {
  readonly messages: readonly ChatMessage[];
  readonly fresh: readonly string[];
  readonly reports?: readonly Report[];
  readonly followUps?: readonly FollowUp[];
  readonly questions?: readonly Question[];
  readonly tickets?: readonly Ticket[];
  readonly answers?: ReadonlyMap<string, { readonly articleId: string; readonly score: number }>;
}

function decide({ messages, fresh, reports = [], followUps = [], questions = [], tickets = [], answers }: Heard) {
  const window: ChatWindow = {
    group: { id: "g1", name: "梨园3号楼群", areaPath: "梨园社区/梨园小区/3号楼" },
    messages,
    freshIds: new Set(fresh.map((ref) => `m-${ref}`)),
    areas: [],
    tickets: [],
    taxonomy: defaultTaxonomy,
  };
  let minted = 0;
  return decideTurn({
    window,
    reading: { reports, questions, followUps, quarrels: [], reader: "test@1", offline: false },
    tickets,
    answers: answers ?? new Map(),
    now,
    mint: () => ({ id: `new-${++minted}`, code: `N${minted}` }),
  });
}

function said(ref: string, senderRef: string): ChatMessage {
  return {
    ...{ id: `m-${ref}`, ref, senderRef, nick: "3-2-501 王姐", fromStaff: false, at: now, kind: "text" },
    ...{ text: "电梯又坏了", quotedRef: null, recalled: false },
  } as ChatMessage;
}

function report(reporterRef: string, messageRefs: readonly string[]): Report {
  return {
    kind: "complaint",
    evidenceIds: messageRefs.map((ref) => `m-${ref}`),
    reporterRef,
    triage: { category: "elevator", runnerUp: null, confidence: 0.8, because: [] },
    place: { areaPath: null, spot: null, from: "group" },
    urgency: "routine",
    sensitive: false,
    householdRefs: [reporterRef],
    summary: "电梯坏了",
  };
}

function refs({ evidence }: Ticket): string[] {
  return evidence.map(({ messageRef }) => messageRef);
}
