-- A turn notes on its group how far it reads, rather than on each message that it has begun.
ALTER TABLE "chat_group" ADD COLUMN "read_to" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "chat_group" ADD COLUMN "is_reading" BOOLEAN NOT NULL DEFAULT false;
