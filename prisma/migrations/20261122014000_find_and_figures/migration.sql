-- What the list is searched and counted by.
ALTER TABLE "ticket" ADD COLUMN "read_as" TEXT NOT NULL DEFAULT '';
ALTER TABLE "ticket" ADD COLUMN "first_answered_at" TIMESTAMPTZ(3);
ALTER TABLE "ticket" ADD COLUMN "reopened_count" INTEGER NOT NULL DEFAULT 0;

UPDATE "ticket" t SET
  "read_as" = coalesce(
    (SELECT c."was" FROM "correction" c WHERE c."ticket_id" = t."id" AND c."field" = 'category' ORDER BY c."at" LIMIT 1),
    t."category"),
  "first_answered_at" = (SELECT min(e."at") FROM "ticket_event" e WHERE e."ticket_id" = t."id" AND e."event" IN ('start', 'resolve')),
  "reopened_count" = (SELECT count(*) FROM "ticket_event" e WHERE e."ticket_id" = t."id" AND e."event" = 'reopen');
ALTER TABLE "ticket" ALTER COLUMN "read_as" DROP DEFAULT;

CREATE INDEX "ticket_status_id_idx" ON "ticket"("status", "id");
CREATE INDEX "ticket_category_id_idx" ON "ticket"("category", "id");
CREATE INDEX "ticket_party_id_id_idx" ON "ticket"("party_id", "id");

CREATE TABLE "ticket_words" (
    "ticket_id" UUID NOT NULL,
    "words" TEXT NOT NULL,
    "sounds" TEXT NOT NULL,
    "grams" TEXT[],

    CONSTRAINT "ticket_words_pkey" PRIMARY KEY ("ticket_id")
);
CREATE INDEX "ticket_words_grams_idx" ON "ticket_words" USING GIN ("grams");

CREATE TABLE "saved_filter" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_filter_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "saved_filter_staff_id_name_key" ON "saved_filter"("staff_id", "name");

CREATE TABLE "model_call" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "prompt_ref" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "input_tokens" INTEGER NOT NULL,
    "cached_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,

    CONSTRAINT "model_call_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "model_call_at_idx" ON "model_call"("at");
