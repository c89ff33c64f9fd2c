import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { openDatabase } from "../../adapters/postgres/database.ts";
import { createFormStore } from "../../adapters/postgres/form-store.ts";
import { createWebformPlatform } from "../../adapters/webform/webform-platform.ts";
import { storableText, textCharsMax } from "../../src/domain/chat.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { FormStore } from "../../src/ports/form-store.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import {
  deferred,
  type FarPost,
  openedFor,
  type PlatformBench,
  postIn,
  runningOn,
} from "../contracts/chat-platform-bench.ts";
import { openTestDatabase } from "../support/database.ts";

const capabilities = {
  edit: true,
  buttons: false,
  reply: false,
  seesEdits: false,
  seesRecalls: false,
  stableRefs: true,
  textCharsMax,
};

// Its network is a table: nobody floods it or takes a right away, a report does not move, and a send that was cut is the same send again.
chatPlatformContract("webform", openWebformBench, {
  capabilities,
  cannot: ["flood", "cut_after_acceptance", "no_right", "moved"],
});

it("says a post once that is sent again after nobody knew what became of it", async () => {
  const bench = await openedFor(openWebformBench);
  const post = postIn(bench.groupRef, { text: "已转物业" });
  const [once, again] = [await bench.platform.send(post), await bench.platform.send(post)];
  expect(again).toEqual(once);
  expect(new Set(bench.posts(bench.groupRef).map(({ ref }) => ref)).size).toBe(1);
});

it("keeps no phone number on a report's page once the house has heard it", async () => {
  const bench = await openedFor(openWebformBench);
  const run = runningOn(bench);
  await bench.say({ text: "电梯坏了，我电话13812345678" });
  await run.kept(1);
  expect(run.messages()[0]?.text).toContain("13812345678");
  await expect
    .poll(async () => (await bench.store.report("token"))?.messages.map(({ text }) => text))
    .toEqual([expect.not.stringContaining("13812345678")]);
});

type WebformBench = PlatformBench & { readonly store: FormStore };

async function openWebformBench(): Promise<WebformBench> {
  const testDatabase = await openTestDatabase();
  const database = openDatabase(testDatabase.url, { connectionsMax: 3 });
  const kept = createFormStore({ database, account: "webform" });
  const groupRef = randomUUID();
  const other = randomUUID();
  const none = { phone: null, messages: [], files: [] };
  const facts = { codeId: "C", areaPath: "幸福里社区/3号楼", groupName: "随手报 3号楼", bodyHash: "" };
  await kept.file({ ...facts, ...none, id: groupRef, tokenHash: "token", proofHash: "proof" }, new Date());

  const shown: { groupRef: string; post: FarPost }[] = [];
  let away = false;
  let hold = { arrived: deferred(), released: Promise.resolve() };
  const reach = async () => {
    hold.arrived.resolve();
    await hold.released;
    if (away) throw new Error("the database is away");
  };
  const store: FormStore = {
    ...kept,
    async post(reportId, part, now) {
      await reach();
      const ref = await kept.post(reportId, part, now);
      if (ref !== null && !shown.some(({ post }) => post.ref === ref)) {
        const { text } = await database.formMessage.findFirstOrThrow({ where: { ref } });
        shown.push({ groupRef: reportId, post: { ref, text, buttons: [], replyToRef: null } });
      }
      return ref;
    },
    async editPost(reportId, ref, change, now) {
      const isThere = await kept.editPost(reportId, ref, change, now);
      const at = shown.findIndex(({ post }) => post.ref === ref);
      if (isThere) shown[at] = { groupRef: reportId, post: { ...shown[at]!.post, text: change.text } };
      return isThere;
    },
  };
  const platform = createWebformPlatform({ store, clock: systemClock, account: "webform", lookMs: 20 });

  const write = async (words: { senderRef: string; kind: string; text: string; quotedRef: string | null }) => {
    const ref = randomUUID();
    await database.formMessage.create({
      data: { reportId: groupRef, ref, ...words, text: storableText(words.text), at: new Date() },
    });
    platform.ring();
    return ref;
  };
  return {
    platform,
    groupRef,
    store: kept,
    say: ({ text, kind = "text", quotedRef = null, by }) =>
      write({ text, kind, quotedRef, senderRef: by === "bot" ? "webform" : by === "other" ? other : groupRef }),
    async sayStrange() {
      await write({ text: "", kind: "hologram", quotedRef: null, senderRef: groupRef });
    },
    edit: async () => {},
    recall: async () => {},
    async redeliverLast() {
      const last = await database.formMessage.findFirstOrThrow({ orderBy: { id: "desc" } });
      await expect
        .poll(async () => (await database.formMessage.findUnique({ where: { id: last.id } }))?.heardAt)
        .not.toBeNull();
      await database.formMessage.update({ where: { id: last.id }, data: { heardAt: null } });
      platform.ring();
    },
    press: async () => "",
    pressAnswers: () => [],
    posts: (ref) => shown.filter((one) => one.groupRef === ref).map(({ post }) => post),
    async plan(fault) {
      if (fault.type === "refuse_connection") away = true;
      if (fault.type === "kicked") await database.formReport.deleteMany({ where: { id: groupRef } });
    },
    async mend() {
      away = false;
    },
    holdNextSend() {
      const [arrived, released] = [deferred(), deferred()];
      hold = { arrived, released: released.promise };
      return { arrived: arrived.promise, release: released.resolve };
    },
    pass: async () => {},
    async close() {
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
}
