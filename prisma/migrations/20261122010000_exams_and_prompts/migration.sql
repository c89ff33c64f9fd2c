CREATE TABLE "prompt_version" (
    "prompt_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "system" TEXT NOT NULL,
    "input" TEXT NOT NULL,
    "max_tokens" INTEGER NOT NULL,
    "changed" TEXT NOT NULL,
    "saved_by_id" UUID NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by_id" UUID,
    "published_at" TIMESTAMPTZ(3),
    "restores" INTEGER,

    CONSTRAINT "prompt_version_pkey" PRIMARY KEY ("prompt_id","number")
);

CREATE TABLE "exam_run" (
    "id" UUID NOT NULL,
    "prompt_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "against" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "report" JSONB,
    "reason" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "started_by_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "exam_run_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "exam_question" (
    "id" UUID NOT NULL,
    "question" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "article_id" UUID,
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exam_question_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "exam_margin" (
    "measure" TEXT NOT NULL,
    "margin" DOUBLE PRECISION NOT NULL,
    "set_by_id" UUID NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exam_margin_pkey" PRIMARY KEY ("measure")
);

CREATE TABLE "reader_model" (
    "number" INTEGER NOT NULL,
    "classifier" JSONB,
    "examples" INTEGER NOT NULL,
    "trained_at" TIMESTAMPTZ(3) NOT NULL,
    "report" JSONB,
    "published_at" TIMESTAMPTZ(3),
    "published_by_id" UUID,
    "restores" INTEGER,

    CONSTRAINT "reader_model_pkey" PRIMARY KEY ("number")
);

CREATE INDEX "exam_run_prompt_id_started_at_idx" ON "exam_run"("prompt_id", "started_at");
CREATE INDEX "exam_run_state_idx" ON "exam_run"("state");

-- Pages show them while they change.
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "prompt_version" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('learning');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "exam_run" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('learning');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "reader_model" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('learning');
