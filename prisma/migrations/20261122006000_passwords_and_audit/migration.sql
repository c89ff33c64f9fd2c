-- Staff prove who they are by a password and a second factor; sessions can be seen and ended one by one; what staff change is written down.
ALTER TABLE "staff" ADD COLUMN "account" TEXT;
CREATE UNIQUE INDEX "staff_account_key" ON "staff"("account");

CREATE TABLE "staff_proof" (
  "staff_id" UUID NOT NULL,
  "password_hash" TEXT,
  "password_set_at" TIMESTAMPTZ(3),
  "totp_secret" TEXT,
  "totp_confirmed_at" TIMESTAMPTZ(3),
  "totp_last_step" INTEGER,
  CONSTRAINT "staff_proof_pkey" PRIMARY KEY ("staff_id")
);

CREATE TABLE "recovery_code" (
  "hash" TEXT NOT NULL,
  "staff_id" UUID NOT NULL,
  "used_at" TIMESTAMPTZ(3),
  CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "recovery_code_staff_id_idx" ON "recovery_code"("staff_id");

CREATE TABLE "sign_in_failure" (
  "key" TEXT NOT NULL,
  "count" INTEGER NOT NULL,
  "last_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("key")
);

ALTER TABLE "session" ADD COLUMN "id" UUID, ADD COLUMN "device" TEXT NOT NULL DEFAULT '', ADD COLUMN "proved_at" TIMESTAMPTZ(3);
UPDATE "session" SET "id" = gen_random_uuid(), "proved_at" = "created_at";
ALTER TABLE "session" ALTER COLUMN "id" SET NOT NULL, ALTER COLUMN "proved_at" SET NOT NULL;
CREATE UNIQUE INDEX "session_id_key" ON "session"("id");
CREATE INDEX "session_staff_id_idx" ON "session"("staff_id");

CREATE TABLE "audit_entry" (
  "seq" BIGINT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "staff_id" UUID,
  "action" TEXT NOT NULL,
  "object" TEXT NOT NULL,
  "area_path" TEXT NOT NULL,
  "detail" TEXT NOT NULL,
  "prev_hash" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);
CREATE INDEX "audit_entry_staff_id_seq_idx" ON "audit_entry"("staff_id", "seq");
CREATE INDEX "audit_entry_action_seq_idx" ON "audit_entry"("action", "seq");

CREATE TABLE "audit_head" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "seq" BIGINT NOT NULL,
  "hash" TEXT NOT NULL,
  CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);
INSERT INTO "audit_head" VALUES (1, 0, '');

-- A mistake cannot touch what was written down. Whoever owns the database can; the chain shows it.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only ever added to';
END $$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
