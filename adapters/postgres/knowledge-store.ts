import type { Article } from "../../src/domain/article.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { storableText } from "../../src/domain/chat.ts";
import type { KnowledgeStore } from "../../src/ports/knowledge-store.ts";
import { areaAndAbove, insideArea } from "./area-scope.ts";
import { articleFilesOf, articleFrom, auditOfArticle, listedArticles, saveArticle } from "./article-rows.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import { asHouse } from "./staff-scope.ts";

/** Most questions listed at once, the newest. */
const questionsMax = 200;

/** Most that are grouped by likeness at once: each is compared with each. */
const unansweredMax = 500;

/** Articles and heard questions on PostgreSQL. */
export function createKnowledgeStore(database: Database): KnowledgeStore {
  let kept: Awaited<ReturnType<KnowledgeStore["published"]>> | null = null;

  return {
    // What is kept here serves whoever asks next, in whatever area.
    published: () =>
      asHouse(() =>
        guarded(async () => {
          // The stamp first: if articles change in between, the next call sees another stamp. The other way round it would not.
          const stamp = await stampOfArticles(database);
          if (kept?.stamp === stamp) return kept;
          const rows = await database.article.findMany({ where: { status: "published" }, orderBy: { slug: "asc" } });
          kept = { stamp, articles: rows.map(articleFrom) };
          return kept;
        }),
      ),

    articles: (actor) => guarded(() => listedArticles(database, { OR: seenBy(actor) })),

    article: (actor, articleId) =>
      guarded(async () => {
        if (!isUuid(articleId)) return null;
        const [file = null] = await articleFilesOf(database, { id: articleId, OR: seenBy(actor) });
        return file;
      }),

    // A slug is unique in the house: an import must know that another area has it.
    articlesBySlug: (slugs) => asHouse(() => guarded(() => articleFilesOf(database, { slug: { in: [...slugs] } }))),

    saveArticles: (changes) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          for (const change of changes) await saveArticle(tx, change);
          for (const change of changes) {
            const written = auditOfArticle(change);
            if (written) await writeAudit(tx, written.entry, written.at);
          }
        }),
      ),

    importArticles: (articles, now) => guarded(() => importArticles(database, articles, now)),

    questions: (actor, status) =>
      guarded(async () => {
        const rows = await database.question.findMany({
          where: { status, OR: insideArea("areaPath", actor.areaPath) },
          orderBy: [{ at: "desc" }, { id: "desc" }],
          take: questionsMax,
        });
        const groups = await database.chatGroup.findMany({ where: { id: { in: rows.map(({ groupId }) => groupId) } } });
        return rows.map(({ id, groupId, text, articleId, at, note, closedAt }) => ({
          id,
          groupId,
          groupName: groups.find((group) => group.id === groupId)?.name ?? "",
          text,
          articleId,
          status,
          at,
          note,
          closedAt,
        }));
      }),

    unanswered: (actor) =>
      guarded(async () => {
        const rows = await database.question.findMany({
          where: { status: "open", OR: insideArea("areaPath", actor.areaPath) },
          orderBy: [{ at: "desc" }, { id: "desc" }],
          take: unansweredMax,
          select: { id: true, text: true, areaPath: true, at: true, askerRef: true },
        });
        return rows.map(({ askerRef, ...row }) => ({ ...row, household: askerRef ?? row.id }));
      }),

    closeQuestion: (actor, questionId, note) =>
      guarded(async () => {
        if (!isUuid(questionId)) return false;
        const closedAt = new Date();
        return database.$transaction(async (tx) => {
          const [closed] = await tx.question.updateManyAndReturn({
            where: { id: questionId, status: "open", OR: insideArea("areaPath", actor.areaPath) },
            data: { status: "closed", closedById: actor.staffId, closedAt, note },
          });
          if (!closed) return false;
          const where = { object: `question ${questionId}`, areaPath: closed.areaPath };
          await writeAudit(tx, { ...where, staffId: actor.staffId, action: "close_question" }, closedAt);
          return true;
        });
      }),
  };
}

/** What the community has published answers in its estates too, so their staff see it. */
function seenBy({ areaPath }: Actor) {
  return [{ areaPath: { in: areaAndAbove(areaPath) } }, ...insideArea("areaPath", areaPath)];
}

/** Differs after any change of any article: revisions only grow, and articles are only added. */
async function stampOfArticles(database: Database): Promise<string> {
  const { _count, _sum, _max } = await database.article.aggregate({
    _count: true,
    _sum: { revision: true },
    _max: { updatedAt: true },
  });
  return `${_count}.${_sum.revision ?? 0}.${_max.updatedAt?.getTime() ?? 0}`;
}

/**
 * One statement, in the order of slugs so that two imports at once cannot wait for each other. An article that says the same keeps its
 * version, and one that staff have written or retired its words.
 */
export async function importArticles(
  database: Database | Transaction,
  articles: readonly Omit<Article, "id">[],
  now: Date,
): Promise<void> {
  // Of two with one slug in the same import the later counts.
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  const rows = JSON.stringify([...bySlug.values()], (_, value) =>
    typeof value === "string" ? storableText(value) : value,
  );
  await database.$executeRaw`
    WITH saved AS (
      INSERT INTO article AS known (id, slug, question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until,
                                    status, version, updated_at)
      SELECT coalesce(id, gen_random_uuid()), slug, question, variants, answer, kind, source, issuer, "documentNumber", "areaPath", "validFrom", "validUntil", status, 1, ${now}
      FROM jsonb_to_recordset(${rows}::jsonb) AS x(
        id uuid, slug text, question text, variants text[], answer text, kind text, source text, issuer text, "documentNumber" text,
        "areaPath" text, "validFrom" timestamptz, "validUntil" timestamptz, status text)
      ORDER BY slug
      ON CONFLICT (slug) DO UPDATE SET
        (question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until, status, version, revision, updated_at) =
        (excluded.question, excluded.variants, excluded.answer, excluded.kind, excluded.source, excluded.issuer, excluded.document_number,
         excluded.area_path, excluded.valid_from, excluded.valid_until, excluded.status, known.version + 1, known.revision + 1, excluded.updated_at)
      WHERE (known.question, known.variants, known.answer, known.kind, known.source, known.issuer, known.document_number,
             known.area_path, known.valid_from, known.valid_until, known.status)
        IS DISTINCT FROM
            (excluded.question, excluded.variants, excluded.answer, excluded.kind, excluded.source, excluded.issuer, excluded.document_number,
             excluded.area_path, excluded.valid_from, excluded.valid_until, excluded.status)
        AND known.retired_by_id IS NULL
        AND NOT EXISTS (SELECT FROM article_version v WHERE v.article_id = known.id AND v.saved_by_id IS NOT NULL)
      RETURNING known.*)
    INSERT INTO article_version (article_id, number, question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until,
                                 saved_at, published_at)
    SELECT id, version, question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until,
           updated_at, CASE WHEN status <> 'draft' THEN updated_at END
    FROM saved`;
}
