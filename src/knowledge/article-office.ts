import type { ArticleWords } from "../domain/article.ts";
import { type ArticleFile, type ArticleMove, moveArticle, newArticle } from "../domain/article-life.ts";
import type { Actor } from "../domain/authority.ts";
import { AppError } from "../errors/app-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnowledgeStore, ListedArticle } from "../ports/knowledge-store.ts";

/** What staff do to articles. */
export interface ArticleOffice {
  list(actor: Actor): Promise<readonly ListedArticle[]>;
  /** @throws AppError ARTICLE_NOT_FOUND when it is in none of the actor's areas. */
  open(actor: Actor, articleId: string): Promise<ArticleFile>;
  /** Writes a new article, a draft. A second call with the same id changes nothing, and gives the first one's article. */
  write(actor: Actor, articleId: string, words: ArticleWords): Promise<ArticleFile>;
  /**
   * Moves an article that the actor saw at a revision.
   *
   * @throws AppError ARTICLE_STALE when it is not as it was seen, and what `moveArticle` throws.
   */
  move(actor: Actor, articleId: string, seenRevision: number, move: ArticleMove): Promise<ArticleFile>;
}

/** The office over a store. */
export function createArticleOffice(deps: { readonly store: KnowledgeStore; readonly clock: Clock }): ArticleOffice {
  const { store, clock } = deps;

  async function open(actor: Actor, articleId: string): Promise<ArticleFile> {
    const file = await store.article(actor, articleId);
    if (!file) throw new AppError("ARTICLE_NOT_FOUND", { articleId });
    return file;
  }

  return {
    list: (actor) => store.articles(actor),
    open,
    async write(actor, articleId, words) {
      const known = await store.article(actor, articleId);
      if (known) return known;
      const after = newArticle({ id: articleId, slug: `a-${articleId}`, words }, actor, clock.now());
      await store.saveArticles([{ before: null, after }]);
      return after;
    },
    async move(actor, articleId, seenRevision, move) {
      const before = await open(actor, articleId);
      if (before.revision !== seenRevision) throw new AppError("ARTICLE_STALE", { articleId });
      const after = moveArticle(before, move, actor, clock.now());
      if (after === before) return before;
      await store.saveArticles([{ before, after }]);
      return { ...after, revision: before.revision + 1 };
    },
  };
}
