import { afterAll } from "vitest";
import { wechatCapabilities } from "../../adapters/wechat/wechat-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { openWechatBench, type WechatBench } from "../support/wechat-bench.ts";

// A process takes seconds to start, so one that is well serves the next test too, under a new login in a new group.
let spare: WechatBench | null = null;
afterAll(() => spare?.close());

async function openFromSpare(): Promise<WechatBench> {
  const kept = spare;
  spare = null;
  await kept?.startOver();
  const bench = kept ?? (await openWechatBench());
  return {
    ...bench,
    async close() {
      if (bench.platform.processId() === null) return bench.close();
      spare = bench;
    },
  };
}

chatPlatformContract("wechat on wechaty's mock puppet", openFromSpare, {
  capabilities: wechatCapabilities,
  // Nobody is muted in a WeChat group, and its id changes with the login only.
  cannot: ["no_right", "moved"],
  lacks: ["named_quotes", "captions"],
});
