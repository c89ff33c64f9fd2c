import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorView } from "../../src/api/errors.ts";
import type { ArticleFileView, ArticleView, ImportView, StarterList } from "../../src/api/knowledge.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
let [first, second] = ["", ""];
let areas: string[];
beforeAll(async () => {
  house = await openHttpHouse();
  [first, second] = [await house.signInAs("dispatcher"), await house.signInAs("admin")];
  areas = (await ask<string[]>(first, "GET", "/api/areas")).body;
});
afterAll(() => house.close());

async function ask<T>(cookie: string, method: "GET" | "POST", url: string, payload?: object) {
  const answer = await house.app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() as T };
}
const bring = (areaPath: string, cookie = first) =>
  ask<ImportView>(cookie, "POST", "/api/articles/starter", { areaPath });
const verdicts = ({ rows }: ImportView) => [...new Set(rows.map(({ verdict }) => verdict))];
const guide = async (areaPath: string) =>
  (await ask<ArticleView[]>(first, "GET", "/api/articles")).body.filter(
    (article) => article.slug.startsWith("cert-") && article.areaPath === areaPath,
  );

describe("the starter set over HTTP", () => {
  it("comes in as 33 drafts by one press, answers nobody until a second person has published, and is the same when pressed again", async () => {
    const [, here] = areas as [string, string];
    const { body: list } = await ask<StarterList>(first, "GET", "/api/articles/starter");
    expect(list).toHaveLength(33);
    expect((await bring(here)).body.rows).toHaveLength(33);
    const drafts = await guide(here);
    expect(drafts).toHaveLength(33);
    expect(new Set(drafts.map(({ stage, kind }) => `${stage} ${kind}`))).toEqual(new Set(["draft certificate_guide"]));
    expect(verdicts((await bring(here)).body)).toEqual(["same"]);
    expect(await guide(here)).toEqual(drafts);

    const question = "亲属关系证明社区给开吗";
    const answered = () => house.deps.answers.tryOut(question, { areaPath: here, now: new Date() });
    expect((await answered()).articles).toEqual([]);
    const kinship = drafts.find(({ slug }) => slug.startsWith("cert-kinship-"))!;
    const publish = (cookie: string) =>
      ask<ArticleFileView & ErrorView>(cookie, "POST", `/api/articles/${kinship.id}/events`, {
        ...{ event: "publish", revision: 1 },
      });
    expect((await publish(first)).status).toBe(403);
    expect((await publish(second)).status).toBe(200);
    expect((await answered()).articles).toMatchObject([{ id: kinship.id }]);
  });

  it("leaves alone what the office has changed or retired since, and is another set in another area", async () => {
    const [elsewhere] = areas as [string];
    expect(verdicts((await bring(elsewhere)).body)).toEqual(["new"]);
    const [one, other] = await guide(elsewhere);
    const words = (await ask<ArticleFileView>(first, "GET", `/api/articles/${one!.id}`)).body.versions[0]!.words;
    const save = { event: "save", revision: 1, words: { ...words, answer: "改成我们自己的话。" } };
    expect((await ask(first, "POST", `/api/articles/${one!.id}/events`, save)).status).toBe(200);
    await ask(second, "POST", `/api/articles/${other!.id}/events`, { event: "publish", revision: 1 });
    const retired = await ask(second, "POST", `/api/articles/${other!.id}/events`, { event: "retire", revision: 2 });
    expect(retired.status).toBe(200);
    const before = await guide(elsewhere);
    expect(verdicts((await bring(elsewhere, second)).body)).toEqual(["same"]);
    expect(await guide(elsewhere)).toEqual(before);
  });

  it("is refused to who may not write, and for an area that is not theirs", async () => {
    const [here] = areas as [string];
    expect((await bring(here, await house.signInAs("grid"))).status).toBe(403);
    expect((await bring(here, await house.signInAs("admin", "别的社区"))).status).toBe(400);
    expect((await bring("没有这个社区")).status).toBe(400);
  });
});
