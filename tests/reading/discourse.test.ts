import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatWindow, TicketBrief } from "../../src/domain/chat.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { decideTurn } from "../../src/domain/turn.ts";
import { createLocalReader } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";

const reader = createLocalReader();
const signal = new AbortController().signal;

interface Said {
  readonly who: string;
  readonly text: string;
}

/** Matters of several people, each in pieces, each plain enough that nobody would miss it. */
const matters: readonly (readonly Said[])[] = [
  ["2单元左边那部电梯又停在一楼不动了", "门都打不开,老人下不来,麻烦派人来修"].map((text) => ({ who: "wang", text })),
  ["厨房水龙头一滴水都没有", "停水也不通知一声,从早上到现在了"].map((text) => ({ who: "li", text })),
  ["楼道里堆满了纸箱旧家具", "消防门都堵死了,这要着火怎么办,谁来管管"].map((text) => ({ who: "zhao", text })),
];
const chatter: readonly Said[] = ["早上好", "今晚看球吗", "谁家炖排骨呢,真香", "哈哈哈"].map((text, at) => ({
  who: `t${at}`,
  text,
}));

/** Several threads in one: any order that keeps each thread's own. */
const interleaved = (threads: readonly (readonly Said[])[]): fc.Arbitrary<Said[]> => {
  const turns = threads.flatMap((thread, at) => thread.map(() => at));
  return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
    const left = threads.map((thread) => [...thread]);
    return order.map((at) => left[at]!.shift()!);
  });
};

function windowOf(said: readonly Said[], tickets: readonly TicketBrief[] = []): ChatWindow {
  const messages = said.map(
    ({ who, text }, at): ChatMessage => ({
      id: `m${at}`,
      ref: `r${at}`,
      senderRef: who,
      nick: who,
      fromStaff: false,
      at: new Date(Date.UTC(2026, 6, 3, 11, 0, at * 8)),
      kind: "text",
      text,
      quotedRef: null,
      recalled: false,
    }),
  );
  return {
    group: { id: "g1", name: "3号楼业主群", areaPath: "荷风苑/3号楼" },
    messages,
    freshIds: new Set(messages.map(({ id }) => id)),
    areas: ["荷风苑", "荷风苑/3号楼", "荷风苑/3号楼/1单元", "荷风苑/3号楼/2单元"],
    tickets,
    taxonomy: defaultTaxonomy,
  };
}

/** What was reported, without where it stood in the window. */
async function reported(said: readonly Said[]) {
  const window = windowOf(said);
  const texts = new Map(window.messages.map(({ id, text }) => [id, text]));
  const { reports } = await reader.read(window, { signal });
  return reports
    .map(({ reporterRef, evidenceIds, triage }) => ({
      reporterRef,
      category: triage.category,
      said: evidenceIds.map((id) => texts.get(id)),
    }))
    .sort((one, other) => one.reporterRef.localeCompare(other.reporterRef));
}

const runs = { numRuns: 60 };

describe("people who talk at once", () => {
  it("are heard each with all their own words and nobody else's, however their lines fall", async () => {
    await fc.assert(
      fc.asyncProperty(interleaved(matters), async (said) => {
        expect(await reported(said)).toEqual([
          { reporterRef: "li", category: "water", said: matters[1]!.map(({ text }) => text) },
          { reporterRef: "wang", category: "elevator", said: matters[0]!.map(({ text }) => text) },
          { reporterRef: "zhao", category: "fire_safety", said: matters[2]!.map(({ text }) => text) },
        ]);
      }),
      runs,
    );
  });

  it("are heard the same whatever small talk stands between, in any order", async () => {
    const [report] = matters;
    const alone = await reported(report!);
    expect(alone).toHaveLength(1);
    await fc.assert(
      fc.asyncProperty(interleaved([report!, ...chatter.map((one) => [one])]), async (said) => {
        expect(await reported(said)).toEqual(alone);
      }),
      runs,
    );
  });
});

describe("a turn that is taken twice", () => {
  it("drafts nothing a second time, and changes no ticket's evidence or households", async () => {
    await fc.assert(
      fc.asyncProperty(interleaved([...matters, ...chatter.map((one) => [one])]), async (said) => {
        const tickets = new Map<string, Ticket>();
        await take(said, tickets);
        const once = [...tickets.values()];
        expect(once).toHaveLength(matters.length);
        await take(said, tickets);
        const facts = (all: Iterable<Ticket>) =>
          Array.from(all, ({ id, reporterRef, evidence, households }) => ({
            id,
            reporterRef,
            evidence: evidence.map(({ messageRef }) => messageRef),
            households: households.map(({ senderRef }) => senderRef),
          }));
        expect(facts(tickets.values())).toEqual(facts(once));
      }),
      runs,
    );
  });
});

/** Takes one turn over all that was said, all of it delivered as new. */
async function take(said: readonly Said[], tickets: Map<string, Ticket>): Promise<void> {
  const window = windowOf(said, Array.from(tickets.values(), brief));
  const reading = await reader.read(window, { signal });
  let minted = 0;
  const mint = () => {
    minted += 1;
    return { id: `t${tickets.size}-${minted}`, code: `C${tickets.size}${minted}` };
  };
  const now = new Date(Date.UTC(2026, 6, 3, 12));
  const turn = decideTurn({ window, reading, tickets: [...tickets.values()], answers: new Map(), now, mint });
  for (const { after } of turn.changes) tickets.set(after.id, after);
}

function brief(ticket: Ticket): TicketBrief {
  return {
    id: ticket.id,
    code: ticket.code,
    status: ticket.status,
    category: ticket.category,
    summary: ticket.summary,
    areaPath: ticket.areaPath,
    reporterRef: ticket.reporterRef,
    householdRefs: ticket.households.map(({ senderRef }) => senderRef),
    evidenceIds: ticket.evidence.map(({ messageRef }) => messageRef.replace("r", "m")),
    postRefs: [],
    openedAt: ticket.createdAt,
  };
}
