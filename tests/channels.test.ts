import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createMemorySandboxLog } from "../adapters/memory/sandbox-log.ts";
import { relayCapabilities } from "../adapters/relay/relay-platform.ts";
import { createSandboxPlatform } from "../adapters/sandbox/sandbox-platform.ts";
import { telegramCapabilities } from "../adapters/telegram/telegram-platform.ts";
import { webformCapabilities } from "../adapters/webform/webform-platform.ts";
import { wechatCapabilities } from "../adapters/wechat/wechat-platform.ts";
import { wecomCapabilities } from "../adapters/wecom/bot-platform.ts";
import { wecomWebhookCapabilities } from "../adapters/wecom/webhook-platform.ts";
import type { PlatformName } from "../src/domain/chat.ts";
import { platformNames } from "../src/domain/chat.ts";
import { consoleZh } from "../src/locales/console-zh.ts";
import type { Capabilities } from "../src/ports/chat-platform.ts";
import { systemClock as clock } from "../src/ports/clock.ts";

const page = fileURLToPath(new URL("../docs/channels.md", import.meta.url));
const sandbox = createSandboxPlatform({ log: createMemorySandboxLog(), clock, account: "sandbox" });

/** What every channel says of itself. The network in memory is for tests, and no channel. */
const channels: Readonly<Record<Exclude<PlatformName, "memory">, Capabilities>> = {
  telegram: telegramCapabilities,
  wechat: wechatCapabilities,
  wecom: wecomCapabilities,
  wecom_webhook: wecomWebhookCapabilities,
  relay: relayCapabilities,
  webform: webformCapabilities,
  sandbox: sandbox.capabilities,
};

/** The columns, by what each capability is called on the page. */
const columns: Readonly<Record<keyof Capabilities, string>> = {
  edit: "改已发的话",
  buttons: "按钮",
  reply: "引用着回复",
  seesEdits: "看得到编辑",
  seesRecalls: "看得到撤回",
  stableRefs: "编号稳定",
  textCharsMax: "每条最长",
};

function table(): string {
  const keys = Object.keys(columns) as (keyof Capabilities)[];
  const cell = (value: boolean | number) => (typeof value === "number" ? `${value} 字` : value ? "能" : "—");
  const rows = platformNames.flatMap((name) =>
    name === "memory" ? [] : [[consoleZh.platforms[name], ...keys.map((key) => cell(channels[name][key]))]],
  );
  const lines = [["渠道", ...Object.values(columns)], Array.from({ length: keys.length + 1 }, () => "---"), ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

it("says of each channel on docs/channels.md what its adapter declares, and its contract checks", async () => {
  const [before, after] = readFileSync(page, "utf8").split(
    /(?<=<!-- capabilities:[^>]*-->\n)[\s\S]*(?=<!-- \/capabilities -->)/,
  );
  await expect(`${before}\n${table()}\n\n${after}`).toMatchFileSnapshot(page);
});
