-- The bot can put a sign on a resident's message, where no card may be posted.
ALTER TABLE "sandbox_message" ADD COLUMN "sign" TEXT;
