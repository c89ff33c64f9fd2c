-- A personal account speaks only after somebody has accepted its risk, and finds its rooms under new ids at each login.
CREATE TABLE "channel_consent" (
  "platform" TEXT NOT NULL,
  "staff_id" UUID NOT NULL,
  "accepted_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "channel_consent_pkey" PRIMARY KEY ("platform")
);

CREATE TABLE "account_login" (
  "platform" TEXT NOT NULL,
  "account" TEXT NOT NULL,
  "account_key" TEXT NOT NULL,
  "ref_prefix" TEXT NOT NULL,
  "seen_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "account_login_pkey" PRIMARY KEY ("platform", "account")
);

CREATE TABLE "room_snapshot" (
  "group_id" UUID NOT NULL,
  "account_key" TEXT NOT NULL,
  "topic" TEXT NOT NULL,
  "members" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "taken_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "room_snapshot_pkey" PRIMARY KEY ("group_id")
);
