import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/database-setup.ts"],
    // Two cores: more files at once only make each of them late.
    maxWorkers: 2,
    // What hangs is found a little later; what a busy machine lets wait is not taken for it.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
