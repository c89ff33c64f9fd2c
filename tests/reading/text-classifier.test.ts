import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { ChatWindow } from "../../src/domain/chat.ts";
import { createLocalReader, ownModel, shippedModel } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { openTextClassifier } from "../../src/reading/text-classifier.ts";
import { trainTextClassifier } from "../../src/reading/train-text-classifier.ts";
import { classify } from "../evals/classify.ts";
import { cluster } from "../evals/cluster.ts";
import { oldTickets } from "../evals/train.ts";

/** Three desks of a market street that no shipped category knows. */
const tickets = [
  ["stalls", "鱼摊占了半条路,推车过不去"],
  ["stalls", "菜摊又摆到人行道上了"],
  ["stalls", "水果摊把盲道占满了"],
  ["stalls", "早点摊占道,公交都停不下来"],
  ["scales", "猪肉少称了二两,秤不准"],
  ["scales", "买鱼被坑,公平秤上一称少半斤"],
  ["scales", "那家的电子秤有问题,短斤少两"],
  ["scales", "请查一下海鲜档的秤"],
  ["lanterns", "街口的灯笼掉下来一只"],
  ["lanterns", "元宵的灯笼还没拆,绳子都断了"],
  ["lanterns", "灯笼不亮了,好几盏"],
  ["lanterns", "挂灯笼的铁架松了,风一吹直晃"],
].map(([label, text]) => ({ label: label!, text: text! }));
const stored = trainTextClassifier(tickets);
const classifier = openTextClassifier(stored);
const folder = mkdtempSync(join(tmpdir(), "own-tickets-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, rows: readonly object[]) => {
  const file = join(folder, name);
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
};
const written = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a classifier of a community's own tickets", () => {
  it("sorts what it has not seen, and says by which words", () => {
    expect(classifier.classify("卖菜的摊子占道").label).toBe("stalls");
    expect(classifier.classify("他家的秤短斤少两吧").label).toBe("scales");
    expect(classifier.classify("桥头灯笼歪了").label).toBe("lanterns");
    expect(classifier.heaviestPair("桥头灯笼歪了", "lanterns")).toBe("灯笼");
    expect(classifier.heaviestPair("桥头灯笼歪了", "nothing")).toBeNull();
  });

  it("is the same to the byte when it is trained again", () => {
    expect(JSON.stringify(trainTextClassifier(tickets))).toBe(JSON.stringify(stored));
  });

  it("says the same after a walk through a file", () => {
    const kept = openTextClassifier(JSON.parse(JSON.stringify(stored)));
    for (const { text } of tickets) expect([...kept.shares(text)]).toEqual([...classifier.shares(text)]);
  });

  it("gives shares that add up to one, whatever is written, and does not care which number it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(classifier.shares(text).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
    expect([...classifier.shares("12号的秤")]).toEqual([...classifier.shares("7号的秤")]);
  });

  it("is unsure of a text without a word it knows", () => {
    expect(classifier.classify("zzz").share).toBeLessThan(0.6);
  });
});

describe("the reader with a community's own tickets", () => {
  const model = { ...shippedModel(), ownCategory: stored };
  const own = (code: string, label: string) => ({ ...defaultTaxonomy[0]!, code, label, words: [] });
  const taxonomy = [own("stalls", "占道"), own("scales", "计量"), own("lanterns", "灯饰")];
  const at = new Date("2026-07-01T08:00:00+08:00");
  const window: ChatWindow = {
    group: { id: "g1", name: "鱼市街", areaPath: "鱼市街" },
    messages: [
      {
        ...{ id: "m1", ref: "r1", senderRef: "wang", nick: "老王", fromStaff: false, at, kind: "text" },
        ...{ text: "桥头的灯笼掉下来了,差点砸到人,麻烦来人修一下", quotedRef: null, recalled: false },
      },
    ],
    freshIds: new Set(["m1"]),
    areas: ["鱼市街"],
    tickets: [],
    taxonomy,
  };
  const read = async (reader = createLocalReader({ model })) =>
    (await reader.read(window, { signal: new AbortController().signal })).reports[0];

  it("sorts a report into a category the shipped model has never heard of, by words that stand in the message", async () => {
    const report = await read();
    expect(report?.triage.category).toBe("lanterns");
    for (const { quote } of report!.triage.because) expect(window.messages[0]!.text).toContain(quote);
  });

  it("is opened from the file that training wrote, and refused by name when the file is none", async () => {
    const file = fileOf("model.json", [model]);
    expect((await read(createLocalReader({ model: ownModel(file) })))?.triage.category).toBe("lanterns");
    expect(() => ownModel(fileOf("none.json", [{ version: 1 }]))).toThrow("READER_MODEL_FILE");
    expect(() => ownModel(join(folder, "missing.json"))).toThrow("READER_MODEL_FILE");
  });
});

describe("the commands", () => {
  it("write a label for every text, learnt from several files together, without looking at the test's labels", () => {
    const train = [fileOf("a.jsonl", tickets.slice(0, 6)), fileOf("b.jsonl", tickets.slice(6))];
    const test = fileOf("test.jsonl", [{ id: "x", text: "菜摊占道", label: "scales" }]);
    const out = join(folder, "labels.jsonl");
    expect(classify({ train, test, out })).toMatchObject({ examples: 12, classes: 3, texts: 1 });
    expect(written(out)).toEqual([{ id: "x", label: "stalls", confidence: expect.any(Number) }]);
  });

  it("write a group for what is the same, and null for what is like nothing else", () => {
    const messages = [
      { id: "1", title: "银桂路工地半夜打桩", text: "银桂路的工地又施工到两点" },
      { id: "2", title: "银桂路半夜施工打桩", text: "工地太吵" },
      { id: "3", title: "老年卡怎么办", text: "我妈妈六十五了" },
    ];
    const out = join(folder, "groups.jsonl");
    expect(cluster({ in: fileOf("messages.jsonl", messages), out })).toMatchObject({ messages: 3, groups: 1 });
    expect(written(out)).toEqual([
      { id: "1", group: "1" },
      { id: "2", group: "1" },
      { id: "3", group: null },
    ]);
  });

  it("read old tickets, and name the line that is none without its words", () => {
    expect(oldTickets([fileOf("c.jsonl", tickets)])).toEqual(tickets);
    const odd = fileOf("odd.jsonl", [tickets[0]!, { text: "13800001234" }]);
    expect(() => oldTickets([odd])).toThrow(/odd\.jsonl:2 is no ticket/);
    expect(() => oldTickets([odd])).not.toThrow(/1380000/);
  });
});
