-- Pairs of letters that are halves of one are JSON, and not what jsonb keeps.
ALTER TABLE "reader_model" ALTER COLUMN "classifier" TYPE TEXT;
