import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAnthropicModel } from "../../adapters/anthropic/anthropic-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import type { ChatWindow } from "../../src/domain/chat.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { createModelReader, type ModelCall } from "../../src/reading/model-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";

const message = {
  id: "m1",
  ref: "r1",
  senderRef: "wang",
  nick: "3-2-501 王姐",
  fromStaff: false,
  at: new Date("2026-07-03T11:00:00Z"),
  kind: "text",
  text: "2单元电梯又停了,我电话13800138000",
  quotedRef: null,
  recalled: false,
} as const;
const window: ChatWindow = {
  group: { id: "g1", name: "3号楼业主群", areaPath: "幸福里小区/3号楼" },
  messages: [message],
  freshIds: new Set(["m1"]),
  areas: ["幸福里小区/3号楼", "幸福里小区/3号楼/2单元"],
  tickets: [],
  taxonomy: defaultTaxonomy,
};
const form = {
  reports: [
    {
      kind: "complaint",
      evidence: [1],
      quotes: ["2单元电梯又停了"],
      category: "elevator",
      runnerUp: null,
      confidence: 0.9,
      area: "幸福里小区/3号楼/2单元",
      spot: "电梯",
      urgency: "urgent",
      sensitive: false,
      alsoAffected: [],
      summary: "2单元电梯停运",
    },
  ],
  questions: [],
  followUps: [],
  quarrels: [],
};
const signal = new AbortController().signal;

/** The whole way to a model and back, against an emulator of the Messages API that is not of this house. */
describe("model reader over an emulated Messages API", () => {
  let emulator: LLMock;
  let calls: ModelCall[];
  beforeEach(async () => {
    emulator = new LLMock({ port: 0, host: "127.0.0.1" });
    calls = [];
    await emulator.start();
  });
  afterEach(() => emulator.stop());

  const read = () => {
    const model = createAnthropicModel({
      apiKey: "any",
      baseUrl: emulator.url,
      model: "claude-haiku-5-5",
      timeoutMs: 5_000,
      clock: systemClock,
    });
    const heard = {
      reports: [],
      questions: [{ messageId: "m1", text: "", confidence: 1 }],
      followUps: [],
      quarrels: [],
      reader: "local",
      offline: false,
    };
    const prompts = openPromptFiles(new URL("../../prompts", import.meta.url).pathname);
    const local = { read: async () => heard };
    return createModelReader({ model, prompts, local, onCall: (call) => calls.push(call) }).read(window, { signal });
  };

  it("sends redacted words and reads the form that comes back", async () => {
    emulator.onMessage(/电梯又停了/, { content: JSON.stringify(form) });
    const reading = await read();
    expect(reading).toMatchObject({
      offline: false,
      reader: "triage@1",
      reports: [
        { evidenceIds: ["m1"], triage: { category: "elevator" }, place: { from: "text" }, summary: "2单元电梯停运" },
      ],
    });
    const sent = JSON.stringify(emulator.getLastRequest());
    expect(sent).toContain("2单元电梯又停了,我电话[phone]");
    expect(sent).not.toMatch(/13800138000|王姐/);
  });

  it("repairs an answer in prose, once", async () => {
    emulator.onMessage(/That does not fit/, { content: JSON.stringify(form) });
    emulator.onMessage(/电梯又停了/, { content: "There seems to be a problem with the lift." });
    await expect(read()).resolves.toMatchObject({ offline: false, reports: [{ evidenceIds: ["m1"] }] });
    expect(emulator.getRequests()).toHaveLength(2);
  });

  it("falls back to the local reading when the provider limits it", async () => {
    emulator.setChaos({ rateLimitRate: 1 });
    await expect(read()).resolves.toMatchObject({ offline: true, reader: "local", questions: [{ messageId: "m1" }] });
    expect(calls).toMatchObject([{ status: "away", reason: expect.stringContaining("429") }]);
  });
});
