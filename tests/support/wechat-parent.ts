// A house that a test kills: it starts the WeChat process and then only waits.
import { createWechatPlatform } from "../../adapters/wechat/wechat-platform.ts";

const [port, folder] = process.argv.slice(2);
const platform = createWechatPlatform({
  puppet: new URL("./wechat-mock-puppet.ts", import.meta.url).href,
  puppetOptions: { port: Number(port) },
  folder: folder!,
  isAllowed: async () => true,
});
await platform.run({
  signal: new AbortController().signal,
  onEvent: async () => {},
  onPress: async () => ({ text: "" }),
});
