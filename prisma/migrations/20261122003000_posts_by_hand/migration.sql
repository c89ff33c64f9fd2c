-- Where no bot may be, a person pastes a post: what it is shown, and who has it in hand.
ALTER TABLE "post" ADD COLUMN "handed_parts" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "taken_by_id" UUID,
ADD COLUMN "taken_at" TIMESTAMPTZ(3);
