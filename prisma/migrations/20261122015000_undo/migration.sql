-- A decision of staff that can still be taken back, before anything of it is said in a group.
CREATE TABLE "undoable" (
    "ticket_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "tickets" JSONB NOT NULL,
    "post_keys" TEXT[],

    CONSTRAINT "undoable_pkey" PRIMARY KEY ("ticket_id")
);
CREATE INDEX "undoable_until_idx" ON "undoable"("until");
