-- Every save of an article is kept, with who wrote and who published it.
ALTER TABLE "article" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN "retired_by_id" UUID,
ADD COLUMN "retired_at" TIMESTAMPTZ(3);

CREATE TABLE "article_version" (
    "article_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "variants" TEXT[],
    "answer" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "document_number" TEXT,
    "area_path" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "saved_by_id" UUID,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by_id" UUID,
    "published_at" TIMESTAMPTZ(3),
    "restores" INTEGER,

    CONSTRAINT "article_version_pkey" PRIMARY KEY ("article_id","number")
);

INSERT INTO "article_version" (article_id, number, question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until, saved_at, published_at)
SELECT id, version, question, variants, answer, kind, source, issuer, document_number, area_path, valid_from, valid_until, updated_at,
       CASE WHEN status <> 'draft' THEN updated_at END
FROM "article";

CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "article" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('articles');
