import { describe, expect, it } from "vitest";
import { type MessageKind, textCharsMax } from "../../src/domain/chat.ts";
import { type Capabilities, dedupeKey } from "../../src/ports/chat-platform.ts";
import { normalise } from "../../src/reading/normalise.ts";
import { deferred, openedFor, type PlatformBench, runningOn } from "./chat-platform-bench.ts";

const kinds = ["image", "voice", "video", "file", "sticker", "location"] as const satisfies readonly MessageKind[];

const awkward = {
  "CJK beyond the basic plane": "𠮷野家𡃁 㐂",
  emoji: "👨‍👩‍👧‍👦 停水了 🇨🇳 👍🏽",
  "right-to-left marks": "\u202eتسرب\u202c 3号楼 \u200f\u2067x\u2069",
  "line ends": "一\n二\n\n三",
};

/** What a network may lack in what it carries. */
export type Lacking = "named_quotes" | "captions";

/** What `ChatPlatform` promises about what it hands over. */
export function hearingContract(
  openBench: () => Promise<PlatformBench>,
  capabilities: Capabilities,
  lacks: ReadonlySet<Lacking> = new Set(),
): void {
  const running = async (hooks?: Parameters<typeof runningOn>[1]) => runningOn(await openedFor(openBench), hooks);

  describe("what it hears", () => {
    it("hands each message over once, in order, under a key of its own", async () => {
      const bench = await running();
      const words = ["水管漏水", "很急", "厨房那边", "3栋1204"];
      for (const text of words) await bench.say({ text });
      await bench.kept(words.length);

      expect(bench.messages().map(({ text }) => text)).toEqual(words);
      expect(new Set(bench.events.map(dedupeKey)).size).toBe(words.length);
      for (const event of bench.events) {
        expect(event).toMatchObject({ platform: bench.platform.name, account: bench.platform.account });
        expect(event.groupRef).toBe(bench.groupRef);
      }
    });

    it("tells who said it, when, and which message it is", async () => {
      const bench = await running();
      const ref = await bench.say({ text: "楼道灯坏了" });
      await bench.say({ text: "我家也是", by: "other" });
      await bench.say({ text: "有人修吗" });
      await bench.kept(3);

      const [first, second, third] = bench.messages();
      expect(first).toMatchObject({ messageRef: ref, kind: "text", fromSelf: false, quotedRef: null, albumRef: null });
      expect(first?.nick).not.toBe("");
      expect(third?.senderRef).toBe(first?.senderRef);
      expect(second?.senderRef).not.toBe(first?.senderRef);
      for (const event of bench.events) expect(event.at.getTime()).toBeGreaterThan(Date.UTC(2020));
      expect(() => JSON.stringify(bench.events)).not.toThrow();
    });

    it("keeps the order of a group when keeping the first takes long", async () => {
      const slow = deferred();
      const begun = deferred();
      const bench = await running({
        onEvent(event) {
          if (event.type !== "message" || event.text !== "第一") return;
          begun.resolve();
          return slow.promise;
        },
      });
      await bench.say({ text: "第一" });
      await bench.say({ text: "第二" });
      await begun.promise;
      expect(bench.events).toHaveLength(0);
      slow.resolve();
      await bench.kept(2);
      expect(bench.messages().map(({ text }) => text)).toEqual(["第一", "第二"]);
    });

    it("gives the same happening the same key when it is delivered again", async () => {
      const bench = await running();
      await bench.say({ text: "停电了" });
      await bench.kept(1);
      await bench.redeliverLast();
      await bench.kept(2);
      expect(dedupeKey(bench.events[1]!)).toBe(dedupeKey(bench.events[0]!));
    });

    it("hands an event over again, under its key and before later ones, when it could not be kept", async () => {
      let refusals = 2;
      const offered: string[] = [];
      const bench = await running({
        onEvent(event) {
          offered.push(dedupeKey(event));
          if (refusals-- > 0) throw new Error("the database is away");
        },
      });
      await bench.say({ text: "第一" });
      await bench.say({ text: "第二" });
      await bench.kept(2);
      expect(bench.messages().map(({ text }) => text)).toEqual(["第一", "第二"]);
      expect(offered).toEqual([offered[0], offered[0], offered[0], dedupeKey(bench.events[1]!)]);
    });

    it("marks what its own account said", async () => {
      const bench = await running();
      await bench.say({ text: "3号楼电梯停运 已转物业", by: "bot" });
      await bench.say({ text: "谢谢" });
      await bench.kept(2);
      expect(bench.messages().map(({ fromSelf }) => fromSelf)).toEqual([true, false]);
    });

    const quotes = lacks.has("named_quotes")
      ? "keeps a quote in the words, where the network has no other"
      : "names the message that is quoted";
    it(quotes, async () => {
      const bench = await running();
      const quotedRef = await bench.say({ text: "电梯又坏了" });
      await bench.say({ text: "我刚才也被困了", quotedRef });
      await bench.kept(2);
      if (lacks.has("named_quotes")) {
        const [first, second] = bench.messages();
        expect(second?.quotedRef).toBeNull();
        expect(normalise(second?.text ?? "")).toEqual({
          text: "我刚才也被困了",
          quotedNick: first?.nick,
          quotedText: "电梯又坏了",
        });
        return;
      }
      expect(bench.messages()[1]).toMatchObject({ text: "我刚才也被困了", quotedRef });
    });

    it.each(kinds)("hands over a message of kind %s with its words", async (kind) => {
      const bench = await running();
      const ref = await bench.say({ text: "", kind });
      await bench.kept(1);
      expect(bench.messages()[0]).toMatchObject({ kind, messageRef: ref, text: expect.any(String) });
    });

    const captions = lacks.has("captions")
      ? "takes nothing that a picture carries for words"
      : "keeps the caption of a picture as its words";
    it(captions, async () => {
      const bench = await running();
      await bench.say({ text: "看这个裂缝", kind: "image" });
      await bench.kept(1);
      expect(bench.messages()[0]).toMatchObject({ kind: "image", text: lacks.has("captions") ? "" : "看这个裂缝" });
    });

    it("takes what it has never heard of as unknown, and goes on", async () => {
      const bench = await running();
      await bench.sayStrange();
      await bench.say({ text: "在吗" });
      await bench.kept(2);
      const [strange, next] = bench.events;
      expect(strange?.type === "unknown" || (strange?.type === "message" && strange.kind === "unknown")).toBe(true);
      expect(next).toMatchObject({ type: "message", text: "在吗" });
    });

    it.each(Object.entries(awkward))("leaves %s as it was", async (_, text) => {
      const bench = await running();
      await bench.say({ text });
      await bench.kept(1);
      expect(bench.messages()[0]?.text).toBe(text);
    });

    it("makes hostile words storable and loses no message over them", async () => {
      const bench = await running();
      const hostile = ["零\0字节", "半个\ud83d字", `${"@业主 ".repeat(10_000)}到`, "𠮷".repeat(10_000), "\0"];
      for (const text of hostile) await bench.say({ text });
      await bench.say({ text: "完" });
      await bench.kept(hostile.length + 1);

      const texts = bench.messages().map(({ text }) => text);
      expect(texts.at(-1)).toBe("完");
      expect(texts[0]).toBe("零字节");
      for (const text of texts) {
        expect(text.length).toBeLessThanOrEqual(textCharsMax);
        expect(text).not.toMatch(/\0|\p{Surrogate}/u);
      }
    });

    const edits = capabilities.seesEdits ? "hands over an edit of a message" : "hands over no edits, as it declares";
    it(edits, async () => {
      const bench = await running();
      const messageRef = await bench.say({ text: "3栋漏水" });
      await bench.edit(messageRef, "5栋漏水");
      await bench.say({ text: "完" });
      await bench.kept(capabilities.seesEdits ? 3 : 2);
      const seen = bench.events.filter(({ type }) => type === "edit");
      expect(seen).toMatchObject(capabilities.seesEdits ? [{ messageRef, text: "5栋漏水" }] : []);
      expect(new Set(bench.events.map(dedupeKey)).size).toBe(bench.events.length);
    });

    const recalls = capabilities.seesRecalls ? "hands over a recall" : "hands over no recalls, as it declares";
    it(recalls, async () => {
      const bench = await running();
      const messageRef = await bench.say({ text: "发错群了" });
      await bench.recall(messageRef);
      await bench.say({ text: "完" });
      await bench.kept(capabilities.seesRecalls ? 3 : 2);
      const seen = bench.events.filter(({ type }) => type === "recall");
      expect(seen).toMatchObject(capabilities.seesRecalls ? [{ messageRef }] : []);
    });
  });
}
