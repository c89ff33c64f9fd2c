-- What nobody could answer is counted by the households that asked it.
ALTER TABLE "question" ADD COLUMN "asker_ref" TEXT;
