import { describe, expect, it } from "vitest";
import { decideModelRegion } from "../../src/config/model-region.ts";

const decide = (baseUrl: string, dataRegion: "cn" | null = "cn", assessmentRef: string | null = null) =>
  decideModelRegion({ baseUrl, dataRegion, assessmentRef });

describe("where residents' words may go", () => {
  it.each([
    "https://api.deepseek.com/anthropic",
    "https://open.bigmodel.cn/api/anthropic",
    "https://api.moonshot.cn/anthropic",
    "https://dashscope.aliyuncs.com/apps/anthropic",
    "http://127.0.0.1:8080/anthropic",
    "http://192.168.1.20/anthropic",
    "http://[::1]:8080",
    "http://model.internal:8000",
  ])("stays in the mainland or on the own network at %s", (baseUrl) => {
    expect(decide(baseUrl)).toEqual({ status: "allowed" });
  });

  it.each([
    "https://api.anthropic.com",
    "https://api.z.ai/api/anthropic",
    "https://api.moonshot.ai/anthropic",
    "https://dashscope-intl.aliyuncs.com/apps/anthropic",
    "https://ap-southeast-1.maas.aliyuncs.com/apps/anthropic",
    "https://api.deepseek.com.evil.example/anthropic",
    "https://notapi.deepseek.com.example",
    "https://11.0.0.1/",
    "https://127.0.0.1.example.com/",
  ])("is refused under DATA_REGION=cn at %s", (baseUrl) => {
    expect(decide(baseUrl)).toMatchObject({
      status: "refused",
      problem: expect.stringContaining(new URL(baseUrl).hostname),
    });
  });

  it("may go abroad under a named impact assessment, and the operator is told so", () => {
    expect(decide("https://api.anthropic.com", "cn", "PIA-2026-07")).toEqual({
      status: "allowed_abroad",
      notice: expect.stringMatching(/api\.anthropic\.com.*PIA-2026-07/),
    });
  });

  it("may go abroad without a bound, and the operator is told that nothing covers it", () => {
    expect(decide("https://api.anthropic.com", null)).toMatchObject({
      status: "allowed_abroad",
      notice: expect.stringContaining("no impact assessment is named"),
    });
  });

  it("never goes unencrypted over a network that is not one's own", () => {
    expect(decide("http://api.deepseek.com/anthropic", null, "PIA-1")).toMatchObject({ status: "refused" });
  });
});
