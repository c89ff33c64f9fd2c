import { afterAll } from "vitest";
import { wechatCapabilities } from "../../adapters/wechat/wechat-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { benchesInTurn } from "../support/wechat-bench.ts";

const benches = benchesInTurn();
afterAll(benches.close);

chatPlatformContract("wechat on wechaty's mock puppet", benches.open, {
  capabilities: wechatCapabilities,
  // Nobody is muted in a WeChat group, and its id changes with the login only.
  cannot: ["no_right", "moved"],
  lacks: ["named_quotes", "captions"],
});
