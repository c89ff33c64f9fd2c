import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatWindow, TicketBrief } from "../../src/domain/chat.ts";
import { createLocalReader, shippedModel } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { readerContract } from "../contracts/reader.contract.ts";

const model = shippedModel();
const reader = createLocalReader({ model });
const signal = new AbortController().signal;

readerContract("local", () => createLocalReader({ model }), { local: true });

type Said = Partial<Omit<ChatMessage, "at">> & {
  readonly text: string;
  readonly after?: number;
  readonly context?: boolean;
};

/** A window in which each message follows the last by 20 s; a sender of "staff" is staff. */
function windowOf(said: readonly Said[], more: Partial<ChatWindow> = {}): ChatWindow {
  let at = Date.UTC(2026, 6, 3, 11);
  const messages = said.map(({ after = 20, context: _, ...message }, index): ChatMessage => {
    at += after * 1_000;
    return {
      id: `m${index + 1}`,
      ref: `r${index + 1}`,
      senderRef: "wang",
      nick: "3-2-501 王姐",
      fromStaff: message.senderRef === "staff",
      at: new Date(at),
      kind: "text",
      quotedRef: null,
      recalled: false,
      ...message,
    };
  });
  return {
    group: { id: "g1", name: "3号楼业主群", areaPath: "荷风苑/3号楼" },
    messages,
    freshIds: new Set(messages.filter((_, index) => !said[index]!.context).map(({ id }) => id)),
    areas: [
      "荷风苑",
      "荷风苑/3号楼",
      "荷风苑/3号楼/1单元",
      "荷风苑/3号楼/2单元",
      "荷风苑/5号楼",
      "荷风苑/地下车库",
      "荷风苑/地下车库/B2",
      "荷风苑/东门",
    ],
    tickets: [],
    taxonomy: defaultTaxonomy,
    ...more,
  };
}

const read = (said: readonly Said[], more: Partial<ChatWindow> = {}) => reader.read(windowOf(said, more), { signal });

const liftTicket: TicketBrief = {
  id: "t1",
  code: "A7K3",
  status: "dispatched",
  category: "elevator",
  summary: "【电梯】2单元电梯停在一楼不动",
  areaPath: "荷风苑/3号楼/2单元",
  reporterRef: "wang",
  householdRefs: ["wang"],
  evidenceIds: ["m1"],
  postRefs: ["p1"],
  openedAt: new Date(Date.UTC(2026, 6, 3, 11)),
};

describe("the local reader", () => {
  it("hears a report said in pieces with other people's talk between", async () => {
    const { reports } = await read([
      { text: "咱们2单元电梯又坏了" },
      { text: "谁家炖排骨,香死我了", senderRef: "li", nick: "李叔" },
      { text: "停在一楼门都不开,老人下不来,麻烦派人来修" },
    ]);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      evidenceIds: ["m1", "m3"],
      reporterRef: "wang",
      triage: { category: "elevator" },
    });
    expect(reports[0]!.place).toMatchObject({ areaPath: "荷风苑/3号楼/2单元", from: "text" });
  });

  it("stays silent on small talk", async () => {
    const reading = await read([
      { text: "早上好各位,今天降温多穿点" },
      { text: "恭喜恭喜,沾沾喜气", senderRef: "li", nick: "李叔" },
      { text: "接龙\n1. 阿强 2箱\n2. 王姐 1箱", senderRef: "qiang", nick: "阿强生鲜" },
      { text: "+1 要两箱", senderRef: "li", nick: "李叔" },
    ]);
    expect(reading).toMatchObject({ reports: [], followUps: [], questions: [] });
  });

  it("keeps two people's matters apart", async () => {
    const { reports } = await read([
      { text: "家里一滴水都没有,停水也不通知" },
      { text: "楼道里堆满纸箱旧家具,防火门都堵死了,谁来管管", senderRef: "li", nick: "3-1-902 李叔" },
    ]);
    expect(reports.map(({ reporterRef, triage }) => [reporterRef, triage.category])).toEqual([
      ["wang", "water"],
      ["li", "fire_safety"],
    ]);
  });

  it("reads the place from the nick when the words do not say, and says so", async () => {
    const { reports } = await read([{ text: "楼上漏水漏到我家卫生间,吊顶都鼓起来了,快来人看看" }]);
    expect(reports[0]!.place).toMatchObject({ areaPath: "荷风苑/3号楼/2单元", from: "nick" });
  });

  it("hears a question for the office, and leaves one for neighbours alone", async () => {
    const asked = await read([{ text: "请问居住证明去哪里开,要带什么材料?" }]);
    expect(asked.questions.map(({ messageId }) => messageId)).toEqual(["m1"]);
    const neighbours = await read([{ text: "附近哪家牛肉面好吃" }]);
    expect(neighbours.questions).toEqual([]);
  });

  it("takes 好了 of the reporter as a word on the ticket, not as a report", async () => {
    const { reports, followUps } = await read(
      [
        { text: "2单元电梯停在一楼不动", context: true },
        { text: "电梯修好了,谢谢师傅", after: 3_000 },
      ],
      { tickets: [liftTicket] },
    );
    expect(reports).toEqual([]);
    expect(followUps).toMatchObject([{ messageId: "m2", meaning: "solved", about: { ticketId: "t1" } }]);
  });

  it("takes another household's +1 as joining the ticket", async () => {
    const { reports, followUps } = await read(
      [
        { text: "2单元电梯停在一楼不动", context: true },
        {
          text: "我家也是,我在12楼,电梯根本上不来",
          senderRef: "li",
          nick: "3-2-1201 李叔",
          quotedRef: "r1",
          after: 60,
        },
      ],
      { tickets: [liftTicket] },
    );
    expect(reports).toEqual([]);
    expect(followUps).toMatchObject([{ messageId: "m2", meaning: "plus_one", about: { ticketId: "t1" } }]);
  });

  it("counts a bare +1 after a report as a household, and one in a group order as an order", async () => {
    const joined = await read([
      { text: "2单元又停水了,龙头一滴水都没有,也没个通知" },
      { text: "+1", senderRef: "li", nick: "3-2-902 李叔" },
      { text: "同求", senderRef: "kai", nick: "Kevin" },
    ]);
    expect(joined.reports[0]!.householdRefs).toEqual(["wang", "li", "kai"]);
    const ordered = await read([
      { text: "2单元又停水了,龙头一滴水都没有,也没个通知" },
      { text: "鲜玉米10根15元,接龙\n1. 阿强 1份", senderRef: "qiang", nick: "阿强生鲜" },
      { text: "+1", senderRef: "li", nick: "3-2-902 李叔" },
    ]);
    expect(ordered.reports[0]!.householdRefs).toEqual(["wang"]);
  });

  it("calls danger now an emergency, and a drill or a film nothing", async () => {
    const danger = await read([{ text: "我被困在电梯里了,2单元,里面还有个孩子" }]);
    expect(danger.reports[0]).toMatchObject({
      urgency: "emergency",
      kind: "emergency",
      triage: { category: "elevator" },
    });
    const film = await read([{ text: "追剧呢,女主被困电梯里了,急死我" }]);
    expect(film.reports).toEqual([]);
  });

  it("keeps a named neighbour's matter for staff alone", async () => {
    const { reports } = await read([{ text: "2栋刘建邦家的大狗没拴绳,把我儿子小腿咬出血了,说了多少次都不管" }]);
    expect(reports[0]).toMatchObject({ sensitive: true });
    expect(reports[0]!.summary).not.toContain("刘建邦");
  });

  it("takes its categories from the window's list alone, also when a community brings its own", async () => {
    const own = [
      { ...defaultTaxonomy[0]!, code: "lift", label: "电梯", words: ["电梯"] },
      { ...defaultTaxonomy[1]!, code: "pipes", label: "水管", words: ["水管", "停水"] },
    ];
    const { reports } = await read([{ text: "2单元电梯又坏了,停在一楼门都不开,快来人修" }], { taxonomy: own });
    expect(reports[0]!.triage.category).toBe("lift");
  });

  it("does not change its reading for talk of others that has nothing to do with it", async () => {
    const report = [
      { text: "B2车库积水了,水从坡道往下灌" },
      { text: "[图片] 车库坡道上浑水往下流", kind: "image" as const },
    ];
    const talk = ["早上好", "今晚看球吗", "谁家炖排骨"].map((text, at) => ({
      text,
      senderRef: `t${at}`,
      nick: `邻居${at}`,
      after: 1,
    }));
    const plain = await read(report);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(talk), async (some) => {
        const { reports } = await read([...some, ...report]);
        expect(reports.map(({ triage, place }) => [triage.category, place.areaPath])).toEqual(
          plain.reports.map(({ triage, place }) => [triage.category, place.areaPath]),
        );
      }),
      { numRuns: 20 },
    );
  });

  it("opens its model and reads a full window without keeping anybody waiting, on a busy machine too", async () => {
    const opening = process.cpuUsage();
    const opened = createLocalReader({ model: structuredClone(model) });
    expect(process.cpuUsage(opening).user / 1_000).toBeLessThan(1_500);
    const window = windowOf(
      Array.from({ length: 60 }, (_, at) => ({ text: `2单元电梯第${at}次坏了,没人来修`, senderRef: `u${at % 7}` })),
    );
    await opened.read(window, { signal });
    const started = process.cpuUsage();
    for (let round = 0; round < 5; round++) await opened.read(window, { signal });
    expect(process.cpuUsage(started).user / 1_000 / (5 * window.messages.length)).toBeLessThan(10);
  });
});
