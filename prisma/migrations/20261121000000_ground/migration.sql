-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "area" (
    "id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "estate_kind" TEXT,

    CONSTRAINT "area_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat_group" (
    "id" UUID NOT NULL,
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'residents',
    "area_path" TEXT,
    "level" TEXT NOT NULL DEFAULT 'proactive',
    "status" TEXT NOT NULL DEFAULT 'active',
    "posts_per_day" INTEGER NOT NULL DEFAULT 3,
    "quiet_at_night" BOOLEAN NOT NULL DEFAULT true,
    "turn_due_at" TIMESTAMPTZ(3),
    "turn_due_limit_at" TIMESTAMPTZ(3),
    "turn_seq" INTEGER NOT NULL DEFAULT 0,
    "last_event_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chat_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "categories" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "party_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "party_id" UUID,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_account" (
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "sender_ref" TEXT NOT NULL,
    "staff_id" UUID NOT NULL,

    CONSTRAINT "staff_account_pkey" PRIMARY KEY ("platform","account","sender_ref")
);

-- CreateTable
CREATE TABLE "one_time_code" (
    "hash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "staff_id" UUID,
    "group_id" UUID,
    "area_path" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_code_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "session" (
    "hash" TEXT NOT NULL,
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "id" BIGSERIAL NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "group_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "message_ref" TEXT,
    "sender_ref" TEXT,
    "nick" TEXT,
    "from_self" BOOLEAN NOT NULL DEFAULT false,
    "kind" TEXT,
    "text" TEXT,
    "quoted_ref" TEXT,
    "album_ref" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "raw" JSONB,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'new',
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "alarm" TEXT,
    "alarmed_at" TIMESTAMPTZ(3),
    "wiped_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turn" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "reader" TEXT NOT NULL,
    "offline" BOOLEAN NOT NULL,
    "messages" INTEGER NOT NULL,
    "reports" INTEGER NOT NULL,
    "questions" INTEGER NOT NULL,
    "follow_ups" INTEGER NOT NULL,
    "took_ms" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "turn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "runner_up" TEXT,
    "confidence" DOUBLE PRECISION NOT NULL,
    "because" JSONB NOT NULL,
    "urgency" TEXT NOT NULL,
    "sensitive" BOOLEAN NOT NULL,
    "reader" TEXT NOT NULL,
    "offline" BOOLEAN NOT NULL DEFAULT false,
    "summary" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "place_from" TEXT NOT NULL,
    "spot" TEXT,
    "group_id" UUID NOT NULL,
    "reporter_ref" TEXT NOT NULL,
    "party_id" UUID,
    "merged_into_id" UUID,
    "approved_by_id" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "reject_reason" TEXT,
    "first_answer_due_at" TIMESTAMPTZ(3),
    "resolve_due_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "lapse_at" TIMESTAMPTZ(3),
    "urged_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_evidence" (
    "ticket_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "message_ref" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_evidence_pkey" PRIMARY KEY ("ticket_id","message_ref")
);

-- CreateTable
CREATE TABLE "ticket_household" (
    "ticket_id" UUID NOT NULL,
    "sender_ref" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "ticket_household_pkey" PRIMARY KEY ("ticket_id","sender_ref")
);

-- CreateTable
CREATE TABLE "ticket_event" (
    "id" BIGSERIAL NOT NULL,
    "ticket_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "by_kind" TEXT NOT NULL,
    "by_staff_id" UUID,
    "status" TEXT NOT NULL,
    "note" TEXT,
    "data" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "button_token" (
    "hash" TEXT NOT NULL,
    "ticket_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "group_id" UUID NOT NULL,
    "action" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by_id" UUID,

    CONSTRAINT "button_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "correction" (
    "id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "was" TEXT NOT NULL,
    "became" TEXT NOT NULL,
    "by_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "correction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post" (
    "id" BIGSERIAL NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "group_id" UUID NOT NULL,
    "ticket_id" UUID,
    "template" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "text" TEXT NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '[]',
    "edits_post_id" BIGINT,
    "reply_to_ref" TEXT,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "proactive" BOOLEAN NOT NULL DEFAULT false,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "not_before" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "lease_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "parts_done" INTEGER NOT NULL DEFAULT 0,
    "message_refs" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reason" TEXT,
    "settled_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "article" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "variants" TEXT[],
    "answer" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'policy',
    "source" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "document_number" TEXT,
    "area_path" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "message_ref" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "article_id" UUID,
    "score" DOUBLE PRECISION,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "closed_by_id" UUID,
    "closed_at" TIMESTAMPTZ(3),
    "note" TEXT,

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_message" (
    "group_ref" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "send_key" TEXT,
    "position" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL,
    "sender_ref" TEXT NOT NULL,
    "nick" TEXT NOT NULL,
    "from_bot" BOOLEAN NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "quoted_ref" TEXT,
    "picture" TEXT,
    "choices" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "edited_at" TIMESTAMPTZ(3),
    "recalled" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "sandbox_message_pkey" PRIMARY KEY ("group_ref","ref")
);

-- CreateTable
CREATE TABLE "sandbox_revision" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "last" BIGINT NOT NULL,

    CONSTRAINT "sandbox_revision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "area_path_key" ON "area"("path");

-- CreateIndex
CREATE INDEX "chat_group_turn_due_at_idx" ON "chat_group"("turn_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "chat_group_platform_account_ref_key" ON "chat_group"("platform", "account", "ref");

-- CreateIndex
CREATE INDEX "staff_account_staff_id_idx" ON "staff_account"("staff_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_event_dedupe_key_key" ON "inbox_event"("dedupe_key");

-- CreateIndex
CREATE INDEX "inbox_event_group_id_state_id_idx" ON "inbox_event"("group_id", "state", "id");

-- CreateIndex
CREATE INDEX "inbox_event_group_id_message_ref_idx" ON "inbox_event"("group_id", "message_ref");

-- CreateIndex
CREATE INDEX "inbox_event_state_received_at_idx" ON "inbox_event"("state", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "turn_group_id_seq_key" ON "turn"("group_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_code_key" ON "ticket"("code");

-- CreateIndex
CREATE INDEX "ticket_group_id_status_idx" ON "ticket"("group_id", "status");

-- CreateIndex
CREATE INDEX "ticket_area_path_status_idx" ON "ticket"("area_path", "status");

-- CreateIndex
CREATE INDEX "ticket_status_lapse_at_idx" ON "ticket"("status", "lapse_at");

-- CreateIndex
CREATE INDEX "ticket_created_at_id_idx" ON "ticket"("created_at", "id");

-- CreateIndex
CREATE INDEX "ticket_evidence_group_id_message_ref_idx" ON "ticket_evidence"("group_id", "message_ref");

-- CreateIndex
CREATE INDEX "ticket_event_ticket_id_id_idx" ON "ticket_event"("ticket_id", "id");

-- CreateIndex
CREATE INDEX "button_token_ticket_id_idx" ON "button_token"("ticket_id");

-- CreateIndex
CREATE UNIQUE INDEX "post_idempotency_key_key" ON "post"("idempotency_key");

-- CreateIndex
CREATE INDEX "post_group_id_state_id_idx" ON "post"("group_id", "state", "id");

-- CreateIndex
CREATE INDEX "post_state_lease_until_idx" ON "post"("state", "lease_until");

-- CreateIndex
CREATE INDEX "post_ticket_id_idx" ON "post"("ticket_id");

-- CreateIndex
CREATE UNIQUE INDEX "article_slug_key" ON "article"("slug");

-- CreateIndex
CREATE INDEX "question_status_at_idx" ON "question"("status", "at");

-- CreateIndex
CREATE UNIQUE INDEX "question_group_id_message_ref_key" ON "question"("group_id", "message_ref");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_message_send_key_key" ON "sandbox_message"("send_key");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_message_position_key" ON "sandbox_message"("position");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_message_revision_key" ON "sandbox_message"("revision");

-- CreateIndex
CREATE INDEX "sandbox_message_group_ref_position_idx" ON "sandbox_message"("group_ref", "position");

-- AddForeignKey
ALTER TABLE "ticket_evidence" ADD CONSTRAINT "ticket_evidence_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_household" ADD CONSTRAINT "ticket_household_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_event" ADD CONSTRAINT "ticket_event_ticket_id_fkey" FOREIGN KEY ("ticket_id") REFERENCES "ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
