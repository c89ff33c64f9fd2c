import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Article } from "../../src/domain/article.ts";
import { buildIndex, search } from "../../src/knowledge/index.ts";
import type { LookUp } from "./predict.ts";

/** Labelled sets that are not part of the project; a test or an eval that needs them says so where they are absent. */
export const sharedData = new URL("../../../shared/data", import.meta.url).pathname;

/** The estates whose chats are the project's own. */
export const estateFolders = ["xfl", "yl"].map((name) => new URL(`./estates/${name}`, import.meta.url).pathname);

/** The objects of a .jsonl file. */
export function readLines<T>(file: string): T[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as T);
}

const plain = {
  variants: [],
  kind: "policy",
  issuer: "",
  documentNumber: null,
  validFrom: null,
  status: "published",
  version: 1,
} as const;

/** A plain document as an article that holds everywhere. */
export function documentArticle(id: string, text: string): Article {
  return {
    ...plain,
    id,
    slug: id,
    question: "",
    answer: text,
    source: id,
    areaPath: "everywhere",
    validUntil: null,
    changedAt: new Date(0),
  };
}

/** One question heard in a labelled chat, and the article that answers it; null when none does. */
export interface HeardQuestion {
  readonly id: string;
  readonly text: string;
  readonly articleId: string | null;
  readonly areaPath: string;
  readonly at: Date;
}

/** An estate's articles and the questions asked in its chats. */
export interface EstateQuestions {
  readonly name: string;
  readonly articles: readonly Article[];
  readonly questions: readonly HeardQuestion[];
}

/** Finds the article of an estate that answers a question, as the house would; null when none does. */
export function openLookUp(folder: string): LookUp {
  const { inTree, articles } = readArticles(folder);
  const index = buildIndex(articles);
  return (question, areaPath, now) => {
    const {
      decision,
      score,
      articles: said,
    } = search(index, question, { areaPath: areaPath && inTree(areaPath), now });
    return decision === "answer" && said[0] ? { id: said[0].id, score, answer: said[0].answer } : null;
  };
}

/** Reads what an estate has published. Its areas are put under its community, as they are where it is deployed. */
function readArticles(folder: string): { estate: EstateFile; inTree: (path: string) => string; articles: Article[] } {
  const estate = JSON.parse(readFileSync(join(folder, "estate.json"), "utf8")) as EstateFile;
  const inTree = (path: string) => (path.startsWith(estate.name) ? `${estate.community}/${path}` : path);
  const articles = readLines<FaqLine>(join(folder, "faq.jsonl")).map(({ area, validUntil, ...faq }): Article => {
    const until = validUntil === null ? null : new Date(`${validUntil}T23:59:59+08:00`);
    return { ...plain, ...faq, slug: faq.id, areaPath: inTree(area), validUntil: until, changedAt: new Date(0) };
  });
  return { estate, inTree, articles };
}

/** Reads an estate's folder: its articles, and the questions asked in its chats. */
export function readEstateQuestions(folder: string): EstateQuestions {
  const { estate, inTree, articles } = readArticles(folder);
  const questions = readLines<ChatLine>(join(folder, "chats.jsonl")).flatMap(({ id, group, messages, gold }) => {
    const binds = estate.groups.find((one) => one.id === group)?.binds ?? "";
    return gold.questions.map(({ message, faq }): HeardQuestion => {
      const said = messages.find((one) => one.id === message)!;
      return {
        id: `${id}/${message}`,
        text: said.text,
        articleId: faq,
        areaPath: inTree(binds),
        at: new Date(said.at),
      };
    });
  });
  return { name: estate.id, articles, questions };
}

interface EstateFile {
  readonly id: string;
  readonly name: string;
  readonly community: string;
  readonly groups: readonly { readonly id: string; readonly binds: string }[];
}
interface FaqLine {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly string[];
  readonly answer: string;
  readonly source: string;
  readonly issuer: string;
  readonly area: string;
  readonly validUntil: string | null;
}
interface ChatLine {
  readonly id: string;
  readonly group: string;
  readonly messages: readonly { readonly id: string; readonly at: string; readonly text: string }[];
  readonly gold: { readonly questions: readonly { readonly message: string; readonly faq: string | null }[] };
}
