-- Who paused a group and when, when its level was last told there, and whether the platform lets the bot post.
ALTER TABLE "chat_group"
  ADD COLUMN "paused_by" TEXT,
  ADD COLUMN "pause_changed_at" TIMESTAMPTZ(3),
  ADD COLUMN "level_told_at" TIMESTAMPTZ(3),
  ADD COLUMN "can_post" BOOLEAN;
UPDATE "chat_group" SET "paused_by" = 'staff' WHERE "status" = 'paused';

-- What is usual in a group, so that an unusual silence is noticed: only counters, for the words are wiped after a day.
CREATE TABLE "heard_hour" (
  "group_id" UUID NOT NULL,
  "hour_at" TIMESTAMPTZ(3) NOT NULL,
  "minutes" INTEGER NOT NULL,
  CONSTRAINT "heard_hour_pkey" PRIMARY KEY ("group_id", "hour_at")
);
CREATE INDEX "heard_hour_hour_at_idx" ON "heard_hour"("hour_at");

-- How each account of a platform does, for whoever asks from outside the process that runs it.
CREATE TABLE "channel_state" (
  "platform" TEXT NOT NULL,
  "account" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "last_event_at" TIMESTAMPTZ(3),
  "notice" TEXT,
  "seen_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "channel_state_pkey" PRIMARY KEY ("platform", "account")
);
