import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatWindow, TicketBrief } from "../../src/domain/chat.ts";
import { ratingIn, withPlainAnswers } from "../../src/domain/plain-answer.ts";

const nothing = { reports: [], questions: [], followUps: [], quarrels: [], reader: "test", offline: false };

function ticket(facts: Partial<TicketBrief>): TicketBrief {
  return {
    ...{ id: "t1", code: "A7K3", status: "resolved", category: "elevator", summary: "电梯坏了", areaPath: null },
    ...{ reporterRef: "u1", householdRefs: ["u1", "u2"], evidenceIds: [], postRefs: ["post-1"], openedAt: new Date(0) },
    ...facts,
  } as TicketBrief;
}

function said(text: string, facts: Partial<ChatMessage> = {}, tickets: readonly TicketBrief[] = [ticket({})]) {
  const message: ChatMessage = {
    ...{ id: "m1", ref: "r1", senderRef: "u1", nick: "王姐", fromStaff: false, at: new Date(0), kind: "text", text },
    ...{ quotedRef: null, recalled: false },
    ...facts,
  } as ChatMessage;
  const window: ChatWindow = {
    ...{ group: { id: "g", name: "3号楼", areaPath: "小区/3号楼" }, messages: [message], freshIds: new Set(["m1"]) },
    ...{ areas: [], tickets, taxonomy: [] },
  };
  return withPlainAnswers(nothing, window).followUps.map(({ meaning, about }) => [
    meaning,
    "ticketId" in about && about.ticketId,
  ]);
}

describe("plain answers", () => {
  it.each([
    ["好了", "solved"],
    ["好了好了，谢谢", "solved"],
    ["“好了 A7K3”", "solved"],
    ["没好", "not_solved"],
    ["还没好呢！", "not_solved"],
    ["没好a7k3", "not_solved"],
    ["好一半", "half_solved"],
    ["好了一部分 A7K3", "half_solved"],
  ])("hears %s as %s", (text, meaning) => {
    expect(said(text)).toEqual([[meaning, "t1"]]);
  });

  it.each(["好了吗", "好了没有啊", "等我好了再说", "好的", "没好气", "修好了请客", "好了好了别吵了"])(
    "leaves %s to whoever reads",
    (text) => {
      expect(said(text)).toEqual([]);
    },
  );

  it("goes to the ticket that is named, before the one the household was asked about", () => {
    const tickets = [ticket({}), ticket({ id: "t2", code: "B8M4", householdRefs: ["u9"] })];
    expect(said("好了 B8M4", {}, tickets)).toEqual([["solved", "t2"]]);
  });

  it("goes to nobody when what is named is none of these: the one asked about last is another matter", () => {
    expect(said("没好 B8M4")).toEqual([]);
  });

  it("goes to the ticket whose post it quotes", () => {
    const tickets = [ticket({}), ticket({ id: "t2", code: "B8M4", postRefs: ["post-2"] })];
    expect(said("没好", { quotedRef: "post-2" }, tickets)).toEqual([["not_solved", "t2"]]);
  });

  it("takes nothing from somebody the ticket does not speak for, nor while nobody was asked", () => {
    expect(said("好了", { senderRef: "u7" })).toEqual([]);
    expect(said("好了", {}, [ticket({ status: "in_progress" })])).toEqual([]);
  });

  it.each([
    ["催 A7K3", "urge"],
    ["催一下 A7K3", "urge"],
    ["撤回 A7K3", "withdraw"],
    ["评分 A7K3 4分", "more_info"],
    ["补充 A7K3：今天又停了", "more_info"],
  ])("hears %s, and leaves it to the reader without its code", (text, meaning) => {
    expect(said(text)).toEqual([[meaning, "t1"]]);
    expect(said(text.replace("A7K3", ""))).toEqual([]);
  });

  it("reads stars from a rating, and none from anything else", () => {
    expect([ratingIn("评分 A7K3 4分"), ratingIn("评分 a7k3 1"), ratingIn("评分 A7K3 6分"), ratingIn("4分")]).toEqual([
      4,
      1,
      null,
      null,
    ]);
  });
});
