-- How often a personal account has spoken, and what the network said to that: a restart forgives nothing.
CREATE TABLE "account_pace" (
  "platform" TEXT NOT NULL,
  "account" TEXT NOT NULL,
  "said_at" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
  "complaints" INTEGER NOT NULL,
  "complained_at" TIMESTAMPTZ(3),
  "paused_until" TIMESTAMPTZ(3),
  "is_stopped" BOOLEAN NOT NULL,
  CONSTRAINT "account_pace_pkey" PRIMARY KEY ("platform", "account")
);
