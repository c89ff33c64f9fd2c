-- What is usual in a group is how long it may be quiet at an hour of the day: people talk in bursts, so how often they talk says too little.
DROP TABLE "heard_hour";
CREATE TABLE "quiet_hour" (
  "group_id" UUID NOT NULL,
  "hour_at" TIMESTAMPTZ(3) NOT NULL,
  "quiet_minutes" INTEGER NOT NULL,
  "minutes_at_end" INTEGER NOT NULL,
  CONSTRAINT "quiet_hour_pkey" PRIMARY KEY ("group_id", "hour_at")
);
CREATE INDEX "quiet_hour_hour_at_idx" ON "quiet_hour"("hour_at");
