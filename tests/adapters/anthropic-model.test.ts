import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createAnthropicModel } from "../../adapters/anthropic/anthropic-model.ts";
import type { LanguageModel, ModelRequest } from "../../src/ports/language-model.ts";
import {
  type MessagesCall,
  type MessagesReply,
  openStandInMessagesApi,
  type StandInMessagesApi,
} from "../support/stand-in-messages-api.ts";

const Weather = z.strictObject({ city: z.string(), degrees: z.int().min(-60).max(60) });
const request: ModelRequest<z.infer<typeof Weather>> = {
  promptRef: "weather@1",
  system: "You tell the weather.",
  input: "How warm is it in 玉林?",
  schema: Weather,
  maxTokens: 200,
};
const warm = { city: "玉林", degrees: 21 };
const text = (what: unknown): MessagesReply => ({ kind: "text", text: JSON.stringify(what) });
const waiting = new AbortController().signal;
const once_ = { inputTokens: 1000, cachedTokens: 900, outputTokens: 20 };
const nothing = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

describe("anthropic model", () => {
  let api: StandInMessagesApi;
  let now: number;
  let model: LanguageModel;
  const ask = () => model.ask(request, { signal: waiting });
  const lastCall = () => api.calls.at(-1) as MessagesCall;

  beforeEach(async () => {
    api = await openStandInMessagesApi();
    now = Date.parse("2026-07-01T00:00:00Z");
    model = createAnthropicModel({
      apiKey: "key-of-the-test",
      baseUrl: api.url,
      model: "claude-haiku-5-5",
      timeoutMs: 300,
      clock: { now: () => new Date(now) },
    });
  });
  afterEach(() => api.close());

  describe("what it sends", () => {
    it("keeps the path of the base address, and shows the key in both headers that providers look at", async () => {
      api.answer(() => text(warm));
      await expect(ask()).resolves.toEqual({ status: "answered", value: warm, usage: once_ });
      const { path, headers } = lastCall();
      expect(path).toBe("/anthropic/v1/messages");
      expect(headers).toMatchObject({ authorization: "Bearer key-of-the-test", "x-api-key": "key-of-the-test" });
    });

    it("sends the schema as output_config, marks the stable part for the cache, and no sampling parameters", async () => {
      api.answer(() => text(warm));
      await ask();
      const { body } = lastCall();
      expect(body.system).toEqual([{ type: "text", text: request.system, cache_control: { type: "ephemeral" } }]);
      expect(body.messages).toEqual([{ role: "user", content: request.input }]);
      expect(body.output_config).toMatchObject({
        format: { type: "json_schema", schema: { required: ["city", "degrees"] } },
      });
      expect(Object.keys(body).sort()).toEqual(["max_tokens", "messages", "model", "output_config", "system"]);
    });
  });

  describe("the ladder", () => {
    const refuses = (word: string): MessagesReply => ({
      kind: "status",
      status: 400,
      message: `${word}: not supported`,
    });

    it("goes from output_config to one tool when the provider refuses it, and begins there the next time", async () => {
      api.answer(({ body }) => (body.output_config ? refuses("output_config") : { kind: "tool", input: warm }));
      await expect(ask()).resolves.toMatchObject({ status: "answered", value: warm });
      expect(lastCall().body).toMatchObject({
        tools: [{ name: "answer" }],
        tool_choice: { type: "tool", name: "answer" },
      });
      await ask();
      expect(api.calls).toHaveLength(3);
    });

    it("goes down to the schema in the prompt when tools are refused too", async () => {
      api.answer(({ body }) => (body.output_config || body.tools ? refuses("unsupported field") : text(warm)));
      await expect(ask()).resolves.toMatchObject({ status: "answered", value: warm });
      expect(lastCall().body.system?.at(-1)?.text).toContain('"degrees"');
      await ask();
      expect(api.calls).toHaveLength(4);
    });

    it("stays on its rung and sends no more cache marks when those are what was refused", async () => {
      api.answer(({ raw }) => (raw.includes("cache_control") ? refuses("system.0.cache_control") : text(warm)));
      await expect(ask()).resolves.toMatchObject({ status: "answered" });
      expect(lastCall().body.output_config).toBeDefined();
      await ask();
      expect(api.calls).toHaveLength(3);
    });

    it("forgets a step down that did not help, since then something else was wrong", async () => {
      api.answer(() => ({ kind: "status", status: 400, message: "your credit balance is too low" }));
      await expect(ask()).resolves.toMatchObject({ status: "away", reason: "it answered 400 invalid_request_error" });
      api.answer(() => text(warm));
      await ask();
      expect(lastCall().body.output_config).toBeDefined();
    });

    it("steps down for good when a provider takes output_config and ignores it three times running", async () => {
      api.answer(({ body }) => (body.output_config ? text({ weather: "mild" }) : text(warm)));
      for (let i = 0; i < 3; i++) await expect(ask()).resolves.toMatchObject({ status: "answered", value: warm });
      api.answer(() => ({ kind: "tool", input: warm }));
      await ask();
      expect(lastCall().body.output_config).toBeUndefined();
    });

    it("begins with the tool at a provider known to ignore output_config, and sends it no cache marks", async () => {
      const { capabilitiesOf } = await import("../../adapters/anthropic/capabilities.ts");
      expect(capabilitiesOf("https://api.deepseek.com/anthropic")).toEqual({ structured: "tool", cacheControl: false });
      expect(capabilitiesOf("https://notdeepseek.com/x")).toEqual({ structured: "output_config", cacheControl: true });
    });
  });

  describe("what it makes of an answer", () => {
    it.each([
      ["in a code fence", `\`\`\`json\n${JSON.stringify(warm)}\n\`\`\``],
      ["between two sentences", `Here it is: ${JSON.stringify(warm)} Anything else?`],
    ])("reads an object %s without another call", async (_, said) => {
      api.answer(() => ({ kind: "text", text: said }));
      await expect(ask()).resolves.toMatchObject({ status: "answered", value: warm });
      expect(api.calls).toHaveLength(1);
    });

    it("reads a tool's input that a provider gives as text", async () => {
      api.answer(() => ({ kind: "tool", input: JSON.stringify(warm) }));
      await expect(ask()).resolves.toMatchObject({ status: "answered", value: warm });
    });

    it("asks once more with what was wrong, and tells what both calls cost", async () => {
      api.answer((_, index) => text(index === 0 ? { city: "玉林", degrees: 900 } : warm));
      const usage = { inputTokens: 2000, cachedTokens: 1800, outputTokens: 40 };
      await expect(ask()).resolves.toEqual({ status: "answered", value: warm, usage });
      const [, said, again] = lastCall().body.messages;
      expect(said).toEqual({ role: "assistant", content: '{"city":"玉林","degrees":900}' });
      expect(again?.content).toContain("degrees");
    });

    it.each([
      ["another object", '{"city":1}'],
      ["no JSON", "Sorry, I would rather talk about something else."],
      ["half an object", '{"city":"玉林","deg'],
      ["nothing", ""],
    ])("says malformed after one repair of %s, and no more", async (_, said) => {
      api.answer(() => ({ kind: "text", text: said }));
      await expect(ask()).resolves.toMatchObject({ status: "malformed", usage: { inputTokens: 2000 } });
      expect(api.calls).toHaveLength(2);
    });

    it("says refused when the model declined, and asks no second time", async () => {
      api.answer(() => ({ kind: "text", text: "", stopReason: "refusal" }));
      await expect(ask()).resolves.toEqual({ status: "refused", reason: "the model declined", usage: once_ });
      expect(api.calls).toHaveLength(1);
    });

    it("says away when the answer was cut at its limit, even where the half of it would parse", async () => {
      api.answer(() => ({ kind: "text", text: JSON.stringify(warm), stopReason: "max_tokens" }));
      await expect(ask()).resolves.toEqual({ status: "away", reason: "the answer was cut: max_tokens", usage: once_ });
    });

    it("counts nothing as spent when the provider does not say", async () => {
      api.answer(() => ({ kind: "text", text: JSON.stringify(warm), usage: { input_tokens: "many" } }));
      await expect(ask()).resolves.toEqual({ status: "answered", value: warm, usage: nothing });
    });
  });

  describe("when it cannot be had", () => {
    it.each<[string, MessagesReply, string | RegExp]>([
      ["an error of the server", { kind: "status", status: 500, message: "张三的电话" }, "it answered 500 api_error"],
      ["a refused key", { kind: "status", status: 401, message: "bad key" }, "it answered 401 invalid_request_error"],
      ["a reply that never comes", { kind: "hang" }, "no answer within 300 ms"],
      ["a connection cut in the middle of a reply", { kind: "cut" }, /./],
      ["truncated JSON", { kind: "raw", body: '{"type":"message","content":[{"ty' }, /could not be read/],
      [
        "two megabytes",
        { kind: "raw", body: JSON.stringify({ content: [{ type: "text", text: "水".repeat(700_000) }] }) },
        /could not be read/,
      ],
      ["a web page", { kind: "raw", body: "<h1>502</h1>", type: "text/html" }, "its reply is no message"],
      ["a list", { kind: "raw", body: "[1,2]" }, "its reply is no message"],
      ["null", { kind: "raw", body: "null" }, "its reply is no message"],
      ["blocks that are no blocks", { kind: "raw", body: '{"content":[null,3]}' }, "its reply is no message"],
    ])("answers away on %s, after one call and with no word of the provider's", async (_, reply, reason) => {
      api.answer(() => reply);
      await expect(ask()).resolves.toEqual({ status: "away", reason: expect.stringMatching(reason), usage: nothing });
      expect(api.calls).toHaveLength(1);
    });

    it("answers away when nobody listens", async () => {
      await api.close();
      await expect(ask()).resolves.toMatchObject({ status: "away", reason: "it cannot be reached" });
      api = await openStandInMessagesApi();
    });

    it("follows no redirect, so that neither key nor words go to another host", async () => {
      const visited: string[] = [];
      const other = createServer((call, response) => {
        visited.push(call.url ?? "");
        response.end();
      }).listen(0, "127.0.0.1");
      await once(other, "listening");
      const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
      api.answer(() => ({ kind: "status", status: 307, message: "over there", headers: { location: to } }));
      await expect(ask()).resolves.toMatchObject({ status: "away" });
      expect(visited).toEqual([]);
      other.close();
    });

    it("stops when the caller does, and holds that against nobody", async () => {
      api.answer(() => ({ kind: "hang" }));
      for (let i = 0; i < 6; i++) {
        const caller = new AbortController();
        const called = api.nextCall();
        const answer = model.ask(request, { signal: caller.signal });
        await called;
        caller.abort();
        await expect(answer).resolves.toMatchObject({ status: "away", reason: "the caller stopped waiting" });
      }
      api.answer(() => text(warm));
      await expect(ask()).resolves.toMatchObject({ status: "answered" });
    });
  });

  describe("the breaker", () => {
    const down: MessagesReply = { kind: "status", status: 529, message: "overloaded" };

    it("opens after five failures in a row, lets one call try after a minute, and closes when that succeeds", async () => {
      api.answer(() => down);
      for (let i = 0; i < 6; i++) await ask();
      expect(api.calls).toHaveLength(5);

      now += 61_000;
      api.answer(() => ({ kind: "hang" }));
      const trial = ask();
      await expect(ask()).resolves.toMatchObject({
        status: "away",
        reason: "it failed before and is left alone for a while",
      });
      await trial;
      expect(api.calls).toHaveLength(6);

      now += 61_000;
      api.answer(() => text(warm));
      await expect(ask()).resolves.toMatchObject({ status: "answered" });
      await expect(ask()).resolves.toMatchObject({ status: "answered" });
    });

    it("waits as long as a 429 asks, and ten minutes when it asks for an hour", async () => {
      api.answer(() => ({ kind: "status", status: 429, message: "slow down", headers: { "retry-after": "3600" } }));
      await expect(ask()).resolves.toMatchObject({ status: "away", reason: "it answered 429 rate_limit_error" });
      api.answer(() => text(warm));
      now += 599_000;
      await expect(ask()).resolves.toMatchObject({ status: "away" });
      now += 2_000;
      await expect(ask()).resolves.toMatchObject({ status: "answered" });
    });
  });
});
