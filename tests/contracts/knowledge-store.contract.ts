import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Article } from "../../src/domain/article.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { hearing, later, said, silentTurn, t0, windowOf } from "../support/talk.ts";
import type { StoresBench } from "./stores-bench.ts";

/** The promises of `KnowledgeStore`, as tests. Call it once in each implementation's test file. */
export function knowledgeStoreContract(name: string, openBench: () => Promise<StoresBench>): void {
  async function opened() {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    const groupId = await bench.plantGroup({ ref: "g1", areaPath: "社区/小区" });
    const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "社区" });
    const grid = await bench.plantStaff({ name: "小方", role: "grid", areaPath: "社区/小区" });
    const stranger = await bench.plantStaff({ name: "老韩", role: "grid", areaPath: "社区/小" });
    let turns = 0;
    /** Hears a question in the group, as a turn does. */
    const ask = async (text: string, answer: { articleId: string; score: number } | null = null) => {
      const messageRef = `q${++turns}`;
      await bench.intake.accept(said("g1", messageRef), hearing());
      const turn = { ...silentTurn(), questions: [{ messageRef, text, answer }] };
      await bench.intake.commitTurn(await windowOf(bench.intake, groupId), turn, [], 1);
    };
    return { ...bench, groupId, admin, grid, stranger, ask };
  }
  const slugs = (articles: readonly Article[]) => articles.map(({ slug }) => slug);

  describe(`knowledge store contract: ${name}`, () => {
    it("keeps an article to the letter, under its slug", async () => {
      const { knowledge } = await opened();
      const given = article("f01", {
        documentNumber: "桥社字〔2026〕3号",
        validFrom: t0,
        validUntil: later(1),
        variants: ["甲", "乙"],
      });
      await knowledge.importArticles([given], t0);
      const { articles } = await knowledge.published();
      expect(articles).toEqual([{ ...given, version: 1, changedAt: t0 }]);
    });

    it("replaces an article of the same slug by a next version, keeps its id, and leaves alone what says the same", async () => {
      const { knowledge } = await opened();
      const first = article("f01");
      await knowledge.importArticles([first, article("f02")], t0);
      await knowledge.importArticles([article("f01", { answer: "新答案" }), article("f02")], later(5));
      const { articles } = await knowledge.published();
      expect(articles).toMatchObject([
        { id: first.id, slug: "f01", answer: "新答案", version: 2, changedAt: later(5) },
        { slug: "f02", version: 1, changedAt: t0 },
      ]);
    });

    it("takes the last of two with one slug, and imports by two at once without one stopping the other", async () => {
      const { knowledge, another } = await opened();
      await knowledge.importArticles([article("f01", { answer: "先" }), article("f01", { answer: "后" })], t0);
      expect((await knowledge.published()).articles).toMatchObject([{ answer: "后" }]);
      const many = Array.from({ length: 40 }, (_, index) => article(`g${index}`));
      const doors = [knowledge, another().knowledge, another().knowledge];
      await Promise.all(doors.map((door, side) => door.importArticles(side % 2 ? many : many.toReversed(), t0)));
      expect((await knowledge.published()).articles).toHaveLength(41);
      await expect(knowledge.importArticles([], t0)).resolves.toBeUndefined();
    });

    it("publishes only what is published, with a stamp that changes with any article and with nothing else", async () => {
      const { knowledge, another, ask } = await opened();
      const { stamp: empty } = await knowledge.published();
      await knowledge.importArticles([article("f01"), article("f02", { status: "draft" })], t0);
      const first = await knowledge.published();
      expect(slugs(first.articles)).toEqual(["f01"]);
      expect(first.stamp).not.toBe(empty);
      await ask("随便问问");
      expect((await knowledge.published()).stamp).toBe(first.stamp);
      // Taken back in the same millisecond by another process: the stamp tells.
      await another().knowledge.importArticles([article("f01", { status: "retired" })], t0);
      const second = await knowledge.published();
      expect(second.stamp).not.toBe(first.stamp);
      expect(second.articles).toEqual([]);
    });

    it("shows staff what answers in their areas, of every status, and nothing beside them", async () => {
      const { knowledge, admin, grid, stranger } = await opened();
      await knowledge.importArticles(
        [
          article("all", { areaPath: "社区" }),
          article("here", { areaPath: "社区/小区", status: "draft" }),
          article("below", { areaPath: "社区/小区/1号楼", status: "retired" }),
          article("beside", { areaPath: "社区/别处" }),
          article("far", { areaPath: "别的社区" }),
        ],
        t0,
      );
      const seen = async (actor: Actor) => slugs(await knowledge.articles(actor)).sort();
      expect(await seen(admin)).toEqual(["all", "below", "beside", "here"]);
      expect(await seen(grid)).toEqual(["all", "below", "here"]);
      expect(await seen(stranger)).toEqual(["all"]);
    });

    it("keeps text that a database cannot, without what it cannot", async () => {
      const { knowledge } = await opened();
      await knowledge.importArticles([article("f01", { answer: "甲\u0000乙\ud83d", variants: ["丙\u0000"] })], t0);
      expect((await knowledge.published()).articles).toMatchObject([{ answer: "甲乙", variants: ["丙"] }]);
    });

    it("lists heard questions of the actor's areas, the newest first, answered ones apart", async () => {
      const { knowledge, setNow, admin, grid, stranger, ask, groupId } = await opened();
      await ask("第一");
      setNow(later(1_000));
      await ask("第二");
      const articleId = randomUUID();
      await ask("有答案", { articleId, score: 0.9 });
      const texts = async (actor: Actor, status: "open" | "answered") =>
        (await knowledge.questions(actor, status)).map(({ text }) => text);
      expect(await texts(admin, "open")).toEqual(["第二", "第一"]);
      expect(await texts(stranger, "open")).toEqual([]);
      expect(await knowledge.questions(grid, "answered")).toMatchObject([
        { text: "有答案", articleId, groupId, groupName: "群g1", closedAt: null },
      ]);
    });

    it("closes an open question once, by staff of its area", async () => {
      const { knowledge, another, admin, stranger, ask } = await opened();
      await ask("居住证明");
      const [question] = await knowledge.questions(admin, "open");
      expect(await knowledge.closeQuestion(stranger, question!.id, null)).toBe(false);
      expect(await knowledge.closeQuestion(admin, "no-such-id", null)).toBe(false);
      expect(await knowledge.closeQuestion(admin, randomUUID(), null)).toBe(false);
      const doors = [knowledge, another().knowledge];
      const ends = await Promise.all(doors.map((door) => door.closeQuestion(admin, question!.id, "已电话答复")));
      expect(ends.sort()).toEqual([false, true]);
      expect(await knowledge.questions(admin, "open")).toEqual([]);
      expect(await knowledge.questions(admin, "closed")).toMatchObject([{ note: "已电话答复", status: "closed" }]);
    });
  });
}

function article(slug: string, more: Partial<Article> = {}): Article {
  return {
    id: randomUUID(),
    slug,
    question: `${slug} 怎么办?`,
    variants: [],
    answer: "带身份证来。",
    kind: "policy",
    source: "清单",
    issuer: "居委会",
    documentNumber: null,
    areaPath: "社区",
    validFrom: null,
    validUntil: null,
    status: "published",
    version: 1,
    changedAt: t0,
    ...more,
  };
}
