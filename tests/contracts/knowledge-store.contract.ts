import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Article, ArticleWords } from "../../src/domain/article.ts";
import { moveArticle, newArticle } from "../../src/domain/article-life.ts";
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

    it("keeps every save with who wrote it, who published it and when, and answers with what was published last", async () => {
      const { knowledge, admin, grid } = await opened();
      const other = { ...admin, staffId: grid.staffId, name: grid.name };
      const drafted = newArticle({ id: randomUUID(), slug: "new", words: words("第一版") }, admin, t0);
      await knowledge.saveArticles([{ before: null, after: drafted }]);
      expect(await knowledge.article(admin, drafted.article.id)).toEqual(drafted);
      expect((await knowledge.published()).articles).toEqual([]);

      const step = async (move: Parameters<typeof moveArticle>[1], actor: Actor, now: Date) => {
        const before = (await knowledge.article(admin, drafted.article.id))!;
        await knowledge.saveArticles([{ before, after: moveArticle(before, move, actor, now) }]);
      };
      await step({ event: "publish" }, other, later(1));
      const { stamp } = await knowledge.published();
      await step({ event: "save", words: words("第二版") }, admin, later(2));
      const { articles } = await knowledge.published();
      expect(articles).toMatchObject([{ slug: "new", answer: "第一版", version: 1, status: "published" }]);
      const [listed] = await knowledge.articles(admin);
      expect(listed).toMatchObject({ version: 1, newest: { number: 2, savedBy: { name: "云云" }, savedAt: later(2) } });

      await step({ event: "publish" }, other, later(3));
      expect((await knowledge.published()).articles).toMatchObject([{ answer: "第二版", version: 2 }]);
      expect((await knowledge.published()).stamp).not.toBe(stamp);
      await step({ event: "retire" }, admin, later(4));
      expect((await knowledge.published()).articles).toEqual([]);
      const file = await knowledge.article(admin, drafted.article.id);
      expect(file).toMatchObject({ revision: 5, retiredBy: { name: "云云" }, retiredAt: later(4) });
      expect(file?.versions).toMatchObject([
        {
          number: 2,
          words: { answer: "第二版" },
          savedBy: { name: "云云" },
          publishedBy: { name: "小方" },
          publishedAt: later(3),
        },
        { number: 1, words: { answer: "第一版" }, savedAt: t0, publishedBy: { name: "小方" }, publishedAt: later(1) },
      ]);
    });

    it("saves what two people do at once for one of them, and of several articles all or none", async () => {
      const { knowledge, another, admin } = await opened();
      const made = ["a", "b"].map((slug) => newArticle({ id: randomUUID(), slug, words: words(slug) }, admin, t0));
      await knowledge.saveArticles(made.map((after) => ({ before: null, after })));
      await expect(knowledge.saveArticles([{ before: null, after: made[0]! }])).rejects.toThrow(
        expect.objectContaining({ code: "ARTICLE_STALE" }),
      );
      const [a, b] = made as [(typeof made)[0], (typeof made)[0]];
      const save = (before: typeof a, answer: string) => ({
        before,
        after: moveArticle(before, { event: "save", words: words(answer) }, admin, later(1)),
      });
      const doors = [knowledge, another().knowledge];
      const ends = await Promise.allSettled(doors.map((door, side) => door.saveArticles([save(a, `第${side}`)])));
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      await expect(knowledge.saveArticles([save(b, "新"), save(a, "旧")])).rejects.toMatchObject({
        code: "ARTICLE_STALE",
      });
      expect((await knowledge.article(admin, b.article.id))?.versions).toHaveLength(1);
    });

    it("leaves what staff have written or retired alone when the house brings its own again", async () => {
      const { knowledge, admin } = await opened();
      const brought = [article("kept"), article("written"), article("retired")];
      await knowledge.importArticles(brought, t0);
      const files = await knowledge.articlesBySlug(["written", "retired", "no-such"]);
      expect(files.map(({ article: { slug }, versions }) => [slug, versions.length])).toEqual([
        ["retired", 1],
        ["written", 1],
      ]);
      const [retired, written] = files as [(typeof files)[0], (typeof files)[0]];
      const edited = moveArticle(written, { event: "save", words: words("我们写的") }, admin, later(1));
      const gone = moveArticle(retired, { event: "retire" }, admin, later(1));
      await knowledge.saveArticles([
        { before: written, after: edited },
        { before: retired, after: gone },
      ]);
      await knowledge.importArticles(
        brought.map((one) => ({ ...one, answer: "新的" })),
        later(2),
      );
      const { articles } = await knowledge.published();
      expect(articles.map(({ slug, answer }) => [slug, answer])).toEqual([
        ["kept", "新的"],
        ["written", "带身份证来。"],
      ]);
      expect((await knowledge.articlesBySlug(["kept"]))[0]?.versions).toMatchObject([{ number: 2 }, { number: 1 }]);
    });

    it("shows the history of an article to staff of its areas alone", async () => {
      const { knowledge, admin, grid, stranger } = await opened();
      const given = article("here", { areaPath: "社区/小区" });
      await knowledge.importArticles([given], t0);
      expect((await knowledge.article(grid, given.id))?.article.slug).toBe("here");
      expect(await knowledge.article(stranger, given.id)).toBeNull();
      expect(await knowledge.article(admin, "no-such-id")).toBeNull();
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

    it("tells households apart that asked what is open, and forgets who asked when it is closed", async () => {
      const { knowledge, admin, stranger, ask, everythingStored } = await opened();
      await ask("游泳池几点开");
      await ask("游泳池几点关");
      await ask("有答案", { articleId: randomUUID(), score: 0.9 });
      const open = await knowledge.unanswered(admin);
      expect(open.map(({ text, areaPath }) => [text, areaPath])).toEqual([
        ["游泳池几点关", "社区/小区"],
        ["游泳池几点开", "社区/小区"],
      ]);
      expect(new Set(open.map(({ household }) => household)).size).toBe(1);
      expect(await knowledge.unanswered(stranger)).toEqual([]);
      const rowOf = async (id: string) =>
        (await everythingStored()).split("\n").find((row) => row.startsWith(`(${id},`))!;
      const { id, household } = open[0]!;
      expect(await rowOf(id)).toContain(household);
      await knowledge.closeQuestion(admin, id, null);
      expect(await rowOf(id)).not.toContain(`,${household},`);
      expect(await knowledge.unanswered(admin)).toHaveLength(1);
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

function words(answer: string): ArticleWords {
  const { question, variants, kind, source, issuer, documentNumber, areaPath, validFrom, validUntil } = article("w");
  return { question, variants, answer, kind, source, issuer, documentNumber, areaPath, validFrom, validUntil };
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
