import { Writable } from "node:stream";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { loadConfig, logOptions } from "../../src/config/index.ts";
import { AppError } from "../../src/errors/app-error.ts";

const env = {
  DATABASE_URL: "postgres://linli:hunter2hunter@db/linli",
  TELEGRAM_BOT_TOKEN: "123456:abcdefghijk",
  LOG_LEVEL: "info",
};

/** What is written when this is logged. */
function written(log: (logger: pino.Logger) => void): string {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  log(pino(logOptions(loadConfig(env)), stream));
  return lines.join("");
}

describe("the log", () => {
  it("tells an error by its kind, message and place, and nothing that hangs on it", () => {
    const cause = Object.assign(new Error('new row violates "odd"\nDETAIL:  Failing row contains (紫藤架下).'), {
      code: "23514",
      detail: "紫藤架下",
      parameters: ["紫藤架下"],
    });
    const line = written((log) =>
      log.error({ err: new AppError("INTERNAL", { reference: "r1" }, { cause }) }, "failed"),
    );
    expect(line).not.toContain("紫藤架下");
    expect(JSON.parse(line)).toMatchObject({
      msg: "failed",
      err: { code: "INTERNAL", cause: { type: "Error", code: "23514", message: expect.stringContaining("odd") } },
    });
    expect(JSON.parse(line).err.at).toContain("log-options.test.ts");
  });

  it("has neither secrets nor personal data in a line, wherever they stand", () => {
    const line = written((log) =>
      log.info(
        { url: `https://api/bot${env.TELEGRAM_BOT_TOKEN}/x`, deep: [{ db: env.DATABASE_URL }] },
        "回电13912345678",
      ),
    );
    expect(line).not.toMatch(/abcdefghijk|hunter2|13912345678/);
    expect(JSON.parse(line)).toMatchObject({ url: "https://api/bot***/x", msg: "回电[电话1]" });
    expect(line.endsWith("}\n")).toBe(true);
  });

  it("leaves what is neither as it is", () => {
    const line = written((log) => log.info({ tookMs: 1763789012345, platform: "telegram" }, "a platform ended"));
    expect(JSON.parse(line)).toMatchObject({ tookMs: 1763789012345, platform: "telegram", msg: "a platform ended" });
  });
});
