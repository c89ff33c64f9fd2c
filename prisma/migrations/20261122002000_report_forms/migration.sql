-- Reports handed in by a form: codes on walls, what was handed in under them, and a group for each.
ALTER TABLE "chat_group" ADD COLUMN "one_report" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "form_key" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "key" BYTEA NOT NULL,
  CONSTRAINT "form_key_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "form_code" (
  "id" TEXT NOT NULL,
  "area_path" TEXT NOT NULL,
  "made_by_id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  "revoked_by_id" UUID,
  CONSTRAINT "form_code_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "form_code_area_path_idx" ON "form_code"("area_path");

CREATE TABLE "form_report" (
  "id" UUID NOT NULL,
  "code_id" TEXT NOT NULL,
  "token_hash" TEXT NOT NULL,
  "proof_hash" TEXT NOT NULL,
  "body_hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "form_report_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "form_report_token_hash_key" ON "form_report"("token_hash");
CREATE UNIQUE INDEX "form_report_proof_hash_key" ON "form_report"("proof_hash");
CREATE INDEX "form_report_code_id_created_at_idx" ON "form_report"("code_id", "created_at");

CREATE TABLE "form_message" (
  "id" BIGSERIAL NOT NULL,
  "report_id" UUID NOT NULL,
  "ref" TEXT NOT NULL,
  "send_key" TEXT,
  "sender_ref" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "quoted_ref" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "edited_at" TIMESTAMPTZ(3),
  "heard_at" TIMESTAMPTZ(3),
  CONSTRAINT "form_message_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "form_message_send_key_key" ON "form_message"("send_key");
CREATE UNIQUE INDEX "form_message_report_id_ref_key" ON "form_message"("report_id", "ref");
CREATE INDEX "form_message_heard_at_id_idx" ON "form_message"("heard_at", "id");

CREATE TABLE "form_file" (
  "id" UUID NOT NULL,
  "report_id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "media_type" TEXT NOT NULL,
  "bytes" BYTEA NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "form_file_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "form_file_report_id_idx" ON "form_file"("report_id");
