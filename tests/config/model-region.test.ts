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
    "https://llm-8x2k.cn-beijing.maas.aliyuncs.com/apps/anthropic",
    "https://ark.cn-beijing.volces.com/api/coding",
    "https://API.DeepSeek.com:443/anthropic",
    "http://127.0.0.1:8080/anthropic",
    "http://192.168.1.20/anthropic",
    "http://[::1]:8080",
    "http://model.internal:8000",
    // An address by other signs is the same address.
    "http://2130706433/anthropic",
    "http://0x7f.1/anthropic",
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
    "https://api.deepseek.com./anthropic",
    "https://api.deepseek.com%2eevil.example/anthropic",
    "https://api.deeрseek.com/anthropic",
    "https://evilapi.deepseek.com/anthropic",
    "https://cn-beijing.maas.aliyuncs.com.evil.example/",
    "https://model.example.cn/anthropic",
    "https://ark.ap-southeast-1.volces.com/api",
    "https://11.0.0.1/",
    "https://172.32.0.1/",
    "https://192.169.1.1/",
    "https://100.64.0.1/",
    "https://[2001:db8::1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://134744072/",
    "https://localhost.example.com/",
    "https://127.0.0.1.example.com/",
  ])("is refused under DATA_REGION=cn at %s", (baseUrl) => {
    expect(decide(baseUrl)).toMatchObject({
      status: "refused",
      problem: expect.stringContaining(new URL(baseUrl).hostname),
    });
  });

  it.each([
    "https://api.deepseek.com@evil.example/anthropic",
    "https://key@api.deepseek.com/anthropic",
    "https://:secret@127.0.0.1/anthropic",
  ])("is refused where the address names a user, in whatever region, and tells none of it: %s", (baseUrl) => {
    const decision = decide(baseUrl, null, "PIA-1");
    expect(decision).toMatchObject({ status: "refused", problem: expect.stringContaining("ANTHROPIC_API_KEY") });
    expect(JSON.stringify(decision)).not.toMatch(/secret|key@/);
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

  it.each(["http://api.deepseek.com/anthropic", "ftp://127.0.0.1/anthropic", "ws://model.internal"])(
    "never goes unencrypted over a network that is not one's own, nor by another protocol: %s",
    (baseUrl) => {
      expect(decide(baseUrl, null, "PIA-1")).toMatchObject({ status: "refused" });
    },
  );
});
