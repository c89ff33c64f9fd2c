import { describe, expect, it } from "vitest";
import type { Capabilities } from "../../src/ports/chat-platform.ts";
import {
  type FarFault,
  openedFor,
  type PlatformBench,
  postIn,
  runningOn,
  sendToTheEnd,
} from "./chat-platform-bench.ts";

const choices = [
  { label: "好了", token: "t0-kG7s" },
  { label: "没好", token: "t1-Qm2x" },
];

/** What `ChatPlatform` promises about what it sends. */
export function sendingContract(
  openBench: () => Promise<PlatformBench>,
  capabilities: Capabilities,
  cannot: ReadonlySet<FarFault["type"]>,
  isDeaf = false,
): void {
  const opened = () => openedFor(openBench);
  const texts = ({ posts, groupRef }: PlatformBench) => posts(groupRef).map(({ text }) => text);

  describe("what it says", () => {
    it(`sends a post once, ${capabilities.edit ? "and gives its ref" : "and gives no ref, as it declares"}`, async () => {
      const bench = await opened();
      const outcome = await bench.platform.send(postIn(bench.groupRef, { text: "已转物业" }));
      const refs = bench.posts(bench.groupRef).map(({ ref }) => ref);
      expect(texts(bench)).toEqual(["已转物业"]);
      expect(outcome).toEqual({ status: "sent", messageRefs: capabilities.edit ? refs : [] });
    });

    it.each(["👨‍👩‍👧‍👦 🇨🇳 𠮷", "\u202eتسرب\u202c 水", "*粗* _斜_ <b>x</b> & `y`", "一\n二\n\n三"])(
      "sends %j unchanged",
      async (text) => {
        const bench = await opened();
        await expect(bench.platform.send(postIn(bench.groupRef, { text }))).resolves.toMatchObject({ status: "sent" });
        expect(texts(bench)).toEqual([text]);
      },
    );

    it.each(["", " \n\t ", "长".repeat(20_001)])(
      "refuses a text that is empty or too long for any post (%#)",
      async (text) => {
        const bench = await opened();
        await expect(bench.platform.send(postIn(bench.groupRef, { text }))).resolves.toMatchObject({
          status: "failed",
        });
        expect(texts(bench)).toEqual([]);
      },
    );

    it("splits a long text at line ends and keeps the order", async () => {
      const bench = await opened();
      const lines = Array.from({ length: 190 }, (_, index) => `第${index}行 ${"字".repeat(90)}`);
      await expect(sendToTheEnd(bench, postIn(bench.groupRef, { text: lines.join("\n") }))).resolves.toMatchObject({
        status: "sent",
      });
      const shown = texts(bench);
      expect(shown.length).toBeGreaterThan(1);
      for (const part of shown) expect(part.length).toBeLessThanOrEqual(capabilities.textCharsMax);
      expect(shown.join("\n").split("\n")).toEqual(lines);
    });

    it("says the longest text of one post in one, and one sign more in two", async () => {
      const bench = await opened();
      const longest = "长".repeat(capabilities.textCharsMax);
      await expect(sendToTheEnd(bench, postIn(bench.groupRef, { text: longest }))).resolves.toMatchObject({
        status: "sent",
      });
      expect(texts(bench)).toEqual([longest]);
      await expect(sendToTheEnd(bench, postIn(bench.groupRef, { text: `${longest}了` }))).resolves.toMatchObject({
        status: "sent",
      });
      expect(texts(bench).slice(1).join("")).toBe(`${longest}了`);
      expect(texts(bench)).toHaveLength(3);
    });

    it("splits a text without line ends, but no character", async () => {
      const bench = await opened();
      const text = `a${"𠮷".repeat(9_000)}`;
      await expect(sendToTheEnd(bench, postIn(bench.groupRef, { text }))).resolves.toMatchObject({ status: "sent" });
      for (const part of texts(bench)) expect(part).not.toMatch(/\p{Surrogate}/u);
      expect(texts(bench).join("")).toBe(text);
    });

    it("takes up a split text after the parts that are done", async () => {
      const bench = await opened();
      const first = "一".repeat(capabilities.textCharsMax - 1);
      const post = postIn(bench.groupRef, { text: `${first}\n第二段`, partsDone: 1 });
      await expect(sendToTheEnd(bench, post)).resolves.toMatchObject({ status: "sent" });
      expect(texts(bench)).toEqual(["第二段"]);
    });

    const replies = capabilities.reply ? "shows which message a post answers" : "sends an answer without a quote";
    it.skipIf(isDeaf)(replies, async () => {
      const bench = runningOn(await opened());
      const replyToRef = await bench.say({ text: "几点来水" });
      await bench.kept(1);
      await expect(bench.platform.send(postIn(bench.groupRef, { replyToRef }))).resolves.toMatchObject({
        status: "sent",
      });
      expect(bench.posts(bench.groupRef)).toMatchObject([{ replyToRef: capabilities.reply ? replyToRef : null }]);
    });

    it(`shows every choice as ${capabilities.buttons ? "a button that carries its token" : "a numbered line"}`, async () => {
      const bench = await opened();
      await bench.platform.send(postIn(bench.groupRef, { text: "修好了吗", choices }));
      const [post] = bench.posts(bench.groupRef);
      if (capabilities.buttons) expect(post).toMatchObject({ text: "修好了吗", buttons: choices });
      else expect(post).toMatchObject({ text: "修好了吗\n1. 好了\n2. 没好", buttons: [] });
    });
  });

  if (capabilities.buttons) pressContract(opened);
  editingContract(opened, capabilities);
  faultContract(opened, capabilities, cannot);
}

function pressContract(opened: () => Promise<PlatformBench>): void {
  describe("what is pressed", () => {
    it("hands over who pressed what, and answers the press once", async () => {
      const bench = runningOn(await opened());
      await bench.platform.send(postIn(bench.groupRef, { choices }));
      const messageRef = bench.posts(bench.groupRef)[0]!.ref;
      await expect(bench.press(messageRef, choices[1]!.token)).resolves.toBe(`ok ${choices[1]!.token}`);
      await bench.say({ text: "完" });
      // A network that echoes has handed over the post first.
      while (bench.messages().at(-1)?.text !== "完") await bench.kept(bench.events.length + 1);
      const { name: platform, account } = bench.platform;
      expect(bench.presses).toEqual([
        {
          platform,
          account,
          groupRef: bench.groupRef,
          messageRef,
          token: choices[1]!.token,
          senderRef: expect.any(String),
        },
      ]);
      expect(bench.presses[0]?.senderRef).toBe(bench.messages().at(-1)?.senderRef);
      expect(bench.pressAnswers()).toHaveLength(1);
    });

    it("ends a press without words when it could not be taken, and goes on", async () => {
      const bench = runningOn(await opened(), { onPress: () => Promise.reject(new Error("the database is away")) });
      await bench.platform.send(postIn(bench.groupRef, { choices }));
      await expect(bench.press(bench.posts(bench.groupRef)[0]!.ref, choices[0]!.token)).resolves.toBe("");
      await bench.say({ text: "完" });
      await bench.kept(1);
    });
  });
}

function editingContract(opened: () => Promise<PlatformBench>, capabilities: Capabilities): void {
  if (!capabilities.edit) {
    it("refuses an edit, as it declares, and shows nothing", async () => {
      const bench = await opened();
      const post = postIn(bench.groupRef, { editRef: "1" });
      await expect(bench.platform.send(post)).resolves.toMatchObject({ status: "failed" });
      expect(bench.posts(bench.groupRef)).toEqual([]);
    });
    return;
  }

  describe("what it edits", () => {
    const carded = async () => {
      const bench = await opened();
      await sendToTheEnd(bench, postIn(bench.groupRef, { text: "A7K3 已派单", choices }));
      return { bench, editRef: bench.posts(bench.groupRef)[0]!.ref };
    };

    it("changes the words and the choices of the post it is told to, and says nothing anew", async () => {
      const { bench, editRef } = await carded();
      const post = postIn(bench.groupRef, { text: "A7K3 已解决", editRef });
      await expect(sendToTheEnd(bench, post)).resolves.toEqual({ status: "sent", messageRefs: [editRef] });
      expect(bench.posts(bench.groupRef)).toMatchObject([{ ref: editRef, text: "A7K3 已解决", buttons: [] }]);
    });

    it("takes an edit that changes nothing for sent", async () => {
      const { bench, editRef } = await carded();
      for (const _ of [1, 2]) {
        const post = postIn(bench.groupRef, { text: "A7K3 处理中", editRef });
        await expect(sendToTheEnd(bench, post)).resolves.toEqual({ status: "sent", messageRefs: [editRef] });
      }
    });

    it("fails to edit a post that is not there, or beyond one message", async () => {
      const { bench, editRef } = await carded();
      const gone = postIn(bench.groupRef, { editRef: "999999" });
      await expect(sendToTheEnd(bench, gone)).resolves.toMatchObject({ status: "failed" });
      const long = postIn(bench.groupRef, { editRef, text: "长".repeat(capabilities.textCharsMax + 1) });
      await expect(sendToTheEnd(bench, long)).resolves.toMatchObject({ status: "failed" });
      expect(bench.posts(bench.groupRef)).toMatchObject([{ text: expect.stringMatching(/^A7K3 已派单/) }]);
    });
  });
}

function faultContract(
  opened: () => Promise<PlatformBench>,
  capabilities: Capabilities,
  cannot: ReadonlySet<FarFault["type"]>,
): void {
  const first = "一".repeat(capabilities.textCharsMax - 1);
  const unless = (fault: FarFault["type"]) => it.skipIf(cannot.has(fault));

  describe("what befalls a send", () => {
    unless("flood")("says when to come again when there is a flood, and sends nothing by itself", async () => {
      const bench = await opened();
      await bench.plan({ type: "flood", afterMs: 35_000 });
      const post = postIn(bench.groupRef);
      const outcome = await bench.platform.send(post);
      expect(outcome).toMatchObject({ status: "retry", partsDone: 0 });
      expect(outcome.status === "retry" && outcome.afterMs).toBeGreaterThanOrEqual(35_000);
      expect(bench.posts(bench.groupRef)).toEqual([]);
      await expect(sendToTheEnd(bench, post)).resolves.toMatchObject({ status: "sent" });
      expect(bench.posts(bench.groupRef)).toHaveLength(1);
    });

    unless("flood")("tells which parts are done when a flood comes in the middle", async () => {
      const bench = await opened();
      await bench.plan({ type: "flood", afterMs: 3_000 }, 1);
      await expect(sendToTheEnd(bench, postIn(bench.groupRef, { text: `${first}\n第二段` }))).resolves.toMatchObject({
        status: "sent",
      });
      expect(bench.posts(bench.groupRef).map(({ text }) => text)).toEqual([first, "第二段"]);
    });

    unless("cut_after_acceptance")(
      "says unknown, and sends nothing more, when the connection breaks after the post was taken",
      async () => {
        const bench = await opened();
        await bench.plan({ type: "cut_after_acceptance" });
        const post = postIn(bench.groupRef, { text: `${first}\n第二段` });
        await expect(bench.platform.send(post)).resolves.toMatchObject({ status: "unknown", partsDone: 0 });
        expect(bench.posts(bench.groupRef).map(({ text }) => text)).toEqual([first]);
      },
    );

    unless("cut_after_acceptance")(
      "tells which parts surely arrived when the connection breaks in the middle",
      async () => {
        const bench = await opened();
        await bench.plan({ type: "cut_after_acceptance" }, 1);
        const post = postIn(bench.groupRef, { text: `${first}\n第二段` });
        await expect(sendToTheEnd(bench, post)).resolves.toMatchObject({ status: "unknown", partsDone: 1 });
        expect(bench.posts(bench.groupRef)).toHaveLength(2);
      },
    );

    unless("refuse_connection")("says retry when nobody listens, and sends when somebody does again", async () => {
      const bench = await opened();
      await bench.plan({ type: "refuse_connection" });
      const post = postIn(bench.groupRef);
      await expect(bench.platform.send(post)).resolves.toMatchObject({ status: "retry", partsDone: 0 });
      await bench.mend();
      await expect(sendToTheEnd(bench, post)).resolves.toMatchObject({ status: "sent" });
      expect(bench.posts(bench.groupRef)).toHaveLength(1);
    });

    for (const type of ["no_right", "kicked"] as const) {
      unless(type)(`fails for good when the bot is told ${type}`, async () => {
        const bench = await opened();
        await bench.plan({ type });
        await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({ status: "failed" });
        expect(bench.posts(bench.groupRef)).toEqual([]);
      });
    }

    unless("moved")("names the group's new ref when it has moved, and sends there when told", async () => {
      const bench = await opened();
      const toGroupRef = `${bench.groupRef}77`;
      await bench.plan({ type: "moved", toGroupRef });
      const moved = await bench.platform.send(postIn(bench.groupRef));
      expect(moved).toEqual({ status: "moved", groupRef: toGroupRef });
      expect(bench.posts(bench.groupRef)).toEqual([]);
      await expect(sendToTheEnd(bench, postIn(toGroupRef))).resolves.toMatchObject({ status: "sent" });
      expect(bench.posts(toGroupRef)).toHaveLength(1);
    });
  });
}
