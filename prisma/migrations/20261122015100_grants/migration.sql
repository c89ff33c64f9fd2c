-- Rights beside one's own post, from one day to another, and under which of them a browser acts.
CREATE TABLE "staff_grant" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "area_path" TEXT NOT NULL,
    "party_id" UUID,
    "stands_in_for_id" UUID,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "given_by_id" UUID NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_by_id" UUID,
    "confirmed_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_grant_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "staff_grant_staff_id_idx" ON "staff_grant"("staff_id");
ALTER TABLE "staff" ADD COLUMN "invited_by_id" UUID;
ALTER TABLE "session" ADD COLUMN "grant_id" UUID;
