import type { Article, ArticleKind, ArticleStatus, ArticleWords } from "../../src/domain/article.ts";
import { type ArticleFile, type ArticleVersion, newestVersion, type Signer } from "../../src/domain/article-life.ts";
import { storableText } from "../../src/domain/chat.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { ArticleChange, ListedArticle } from "../../src/ports/knowledge-store.ts";
import type { NewAuditEntry } from "./audit-rows.ts";
import type { Database, Transaction } from "./database.ts";
import type { Article as ArticleRow, ArticleVersion as ArticleVersionRow, Prisma } from "./generated/client.ts";

/** An article as its row has it. */
export function articleFrom(row: ArticleRow): Article {
  const { id, slug, version, updatedAt: changedAt } = row;
  return { id, slug, version, changedAt, status: row.status as ArticleStatus, ...wordsFrom(row) };
}

/** Articles in the order of their areas, each with who saved its newest words. */
export async function listedArticles(database: Database, where: Prisma.ArticleWhereInput): Promise<ListedArticle[]> {
  const rows = await database.article.findMany({ where, orderBy: [{ areaPath: "asc" }, { slug: "asc" }] });
  // As one list of ids: a query takes no more than some thirty thousand values, and an index is made for more articles.
  const newest = await database.$queryRaw<Pick<ArticleVersionRow, "articleId" | "number" | "savedById" | "savedAt">[]>`
    SELECT DISTINCT ON (article_id) article_id AS "articleId", number, saved_by_id AS "savedById", saved_at AS "savedAt"
    FROM article_version WHERE article_id = ANY(${rows.map(({ id }) => id)}::uuid[]) ORDER BY article_id, number DESC`;
  const signer = await signersOf(
    database,
    newest.map(({ savedById }) => savedById),
  );
  const byArticle = new Map(newest.map((version) => [version.articleId, version]));
  return rows.map((row) => {
    const { number, savedById, savedAt } = byArticle.get(row.id)!;
    return { ...articleFrom(row), newest: { number, savedAt, savedBy: signer(savedById) } };
  });
}

/** Articles with their history. */
export async function articleFilesOf(database: Database, where: Prisma.ArticleWhereInput): Promise<ArticleFile[]> {
  const rows = await database.article.findMany({ where, orderBy: { slug: "asc" } });
  const versions = await database.articleVersion.findMany({
    where: { articleId: { in: rows.map(({ id }) => id) } },
    orderBy: { number: "desc" },
  });
  const people = [
    ...versions.flatMap((row) => [row.savedById, row.publishedById]),
    ...rows.map((row) => row.retiredById),
  ];
  const signer = await signersOf(database, people);
  const history = new Map(rows.map(({ id }): [string, ArticleVersion[]] => [id, []]));
  for (const version of versions) history.get(version.articleId)?.push(versionFrom(version, signer));
  return rows.map((row) => ({
    article: articleFrom(row),
    revision: row.revision,
    versions: history.get(row.id)!,
    retiredBy: signer(row.retiredById),
    retiredAt: row.retiredAt,
  }));
}

/** Saves one article as it stands after a move. @throws AppError ARTICLE_STALE when it is not as it was before. */
export async function saveArticle(tx: Transaction, { before, after }: ArticleChange): Promise<void> {
  const { article, versions, retiredBy, retiredAt } = after;
  const { id, slug, status, version, changedAt: updatedAt } = article;
  const row = { ...storable(article), status, version, updatedAt, retiredById: retiredBy?.staffId ?? null, retiredAt };
  if (before) {
    const { count } = await tx.article.updateMany({
      where: { id, revision: before.revision },
      data: { ...row, revision: { increment: 1 } },
    });
    if (count === 0) throw new AppError("ARTICLE_STALE", { articleId: id });
  } else {
    const { count } = await tx.article.createMany({ data: { ...row, id, slug }, skipDuplicates: true });
    if (count === 0) throw new AppError("ARTICLE_STALE", { articleId: id });
  }
  const known = before ? newestVersion(before).number : 0;
  const added = versions.filter(({ number }) => number > known);
  await tx.articleVersion.createMany({ data: added.map((one) => ({ articleId: id, ...versionRow(one) })) });
  const newest = newestVersion(after);
  if (newest.number === known && newest.publishedAt !== null) {
    const { publishedById, publishedAt } = versionRow(newest);
    const where = { articleId_number: { articleId: id, number: known } };
    await tx.articleVersion.update({ where, data: { publishedById, publishedAt } });
  }
}

/** What somebody did to an article and when, as the audit log tells it; null for what the house brought. */
export function auditOfArticle({ before, after }: ArticleChange): { entry: NewAuditEntry; at: Date } | null {
  const { article, retiredBy, retiredAt } = after;
  const newest = newestVersion(after);
  const isNew = newest.number > (before ? newestVersion(before).number : 0);
  const isRetired = article.status === "retired" && before?.article.status !== "retired";
  const by = isRetired ? retiredBy : isNew ? newest.savedBy : newest.publishedBy;
  const at = (isRetired ? retiredAt : newest.publishedAt) ?? newest.savedAt;
  if (by === null) return null;
  const saved = newest.publishedAt === null ? "save_article" : "roll_back_article";
  const action = isRetired ? "retire_article" : isNew ? saved : "publish_article";
  const about = { object: `article ${article.id}`, areaPath: newest.words.areaPath };
  const detail = { version: newest.number, restores: newest.restores };
  return { entry: { ...about, staffId: by.staffId, action, detail }, at };
}

function versionRow({ number, words, savedBy, savedAt, publishedBy, publishedAt, restores }: ArticleVersion) {
  const signed = { savedById: savedBy?.staffId ?? null, publishedById: publishedBy?.staffId ?? null };
  return { ...storable(words), ...signed, number, savedAt, publishedAt, restores };
}

function versionFrom(row: ArticleVersionRow, signer: (staffId: string | null) => Signer | null): ArticleVersion {
  const { number, savedById, savedAt, publishedById, publishedAt, restores } = row;
  const signed = { savedBy: signer(savedById), publishedBy: signer(publishedById) };
  return { number, words: wordsFrom(row), savedAt, publishedAt, restores, ...signed };
}

function wordsFrom(row: ArticleRow | ArticleVersionRow): ArticleWords {
  const { question, variants, answer, kind, source, issuer, documentNumber, areaPath, validFrom, validUntil } = row;
  const words = { question, variants, answer, source, issuer, documentNumber, areaPath, validFrom, validUntil };
  return { ...words, kind: kind as ArticleKind };
}

/** The words without what PostgreSQL cannot keep. */
function storable({ variants, ...words }: ArticleWords) {
  const { question, answer, kind, source, issuer, documentNumber, areaPath, validFrom, validUntil } = words;
  return {
    ...{ kind, areaPath, validFrom, validUntil },
    question: storableText(question),
    variants: variants.map(storableText),
    answer: storableText(answer),
    source: storableText(source),
    issuer: storableText(issuer),
    documentNumber: documentNumber && storableText(documentNumber),
  };
}

/** Who they are, by id. */
export async function signersOf(database: Database, ids: readonly (string | null)[]) {
  const known = [...new Set(ids)].filter((id) => id !== null);
  const staff = await database.staff.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  const names = new Map(staff.map(({ id, name }) => [id, name]));
  return (staffId: string | null): Signer | null =>
    staffId === null ? null : { staffId, name: names.get(staffId) ?? "" };
}
