import type { Article } from "../domain/article.ts";
import type { FoundAnswer } from "../domain/turn.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import { type ArticleIndex, buildIndexAside } from "./article-index.ts";
import { type Asking, type Finding, search } from "./search.ts";
import { sharedWords } from "./shared-words.ts";

/** What turns ask: which article answers a question here and now, if one does. */
export interface KnowledgeBase {
  /** Null when no article answers: then nothing is said. */
  lookUp(question: string, place: { readonly areaPath: string; readonly now: Date }): Promise<FoundAnswer | null>;
  /** What would become of a question, and why: for staff who try one out. */
  tryOut(question: string, asking: Asking): Promise<Trial>;
  /** A published article by id; null when it was retired meanwhile. */
  article(articleId: string): Promise<Article | null>;
}

/** A finding, with the words of the question that each hit has, in the order of the hits. */
export interface Trial extends Finding {
  readonly matched: readonly (readonly string[])[];
}

/** For so long an index is taken to be good without asking the store. */
const trustMs = 5_000;

/** The published articles at one moment. */
interface Published {
  readonly stamp: string;
  readonly index: ArticleIndex;
  readonly byId: ReadonlyMap<string, Article>;
}

/**
 * The published articles of a store, searched in this process. The index is built anew when the store's stamp says that one has changed:
 * whoever asks meanwhile waits for it, and nobody else does.
 */
export function createKnowledgeBase(store: Pick<KnowledgeStore, "published">): KnowledgeBase {
  let held: Published | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let renewing: Promise<Published> | null = null;

  async function renew(): Promise<Published> {
    const { stamp, articles } = await store.published();
    if (held?.stamp !== stamp) {
      const byId = new Map(articles.map((article) => [article.id, article]));
      held = { stamp, index: await buildIndexAside(articles), byId };
    }
    askedAt = performance.now();
    return held;
  }

  async function current(): Promise<Published> {
    if (held && performance.now() - askedAt < trustMs) return held;
    renewing ??= renew().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  /** As it stands at this moment: what is being renewed may have been asked for before. */
  async function newest(): Promise<Published> {
    await renewing?.catch(() => {});
    askedAt = Number.NEGATIVE_INFINITY;
    return current();
  }

  return {
    async lookUp(question, place) {
      const { index } = await current();
      const { decision, articles, score } = search(index, question, place);
      const [article] = articles;
      return decision === "answer" && article ? { articleId: article.id, score } : null;
    },
    async tryOut(question, asking) {
      // Whoever has just published wants to see it: the store is asked each time.
      const finding = search((await newest()).index, question, asking);
      return { ...finding, matched: finding.hits.map(({ article }) => sharedWords(question, article)) };
    },
    async article(articleId) {
      return (await current()).byId.get(articleId) ?? null;
    },
  };
}
