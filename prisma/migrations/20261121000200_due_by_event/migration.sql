-- What is due is read off the unread events themselves: keeping one waits for no turn of its group, and no turn can overlook one.
ALTER TABLE "inbox_event"
  ADD COLUMN "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "due_limit_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

DROP INDEX "chat_group_turn_due_at_idx";
ALTER TABLE "chat_group" DROP COLUMN "turn_due_at", DROP COLUMN "turn_due_limit_at";
