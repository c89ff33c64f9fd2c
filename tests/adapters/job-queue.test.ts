import { describe, it } from "vitest";
import { createBullQueue } from "../../adapters/bullmq/job-queue.ts";
import { createMemoryQueue } from "../../adapters/memory/job-queue.ts";
import { jobQueueContract } from "../contracts/job-queue.contract.ts";
import { openTestDatabase } from "../support/database.ts";
import { hasRedis, openTestRedis } from "../support/redis.ts";

const log = () => {};

jobQueueContract("memory", async () => {
  const queue = createMemoryQueue();
  return { openQueue: () => queue, close: async () => {} };
});

jobQueueContract("BullMQ on PostgreSQL", async () => {
  const { url, drop } = await openTestDatabase();
  return { openQueue: () => createBullQueue({ backend: { kind: "postgres", url }, log }), close: drop };
});

if (hasRedis) {
  jobQueueContract("BullMQ on Redis", async () => {
    const redis = await openTestRedis();
    return {
      openQueue: () => createBullQueue({ backend: { kind: "redis", url: redis.url }, log }),
      close: redis.close,
    };
  });
} else {
  describe.skip("job queue contract: BullMQ on Redis (there is no redis-server on this machine)", () => {
    it("is not run", () => {});
  });
}
