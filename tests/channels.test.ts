import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createMemorySandboxLog } from "../adapters/memory/sandbox-log.ts";
import { createRelayPlatform } from "../adapters/relay/relay-platform.ts";
import { createSandboxPlatform } from "../adapters/sandbox/sandbox-platform.ts";
import { createTelegramPlatform } from "../adapters/telegram/telegram-platform.ts";
import { createWebformPlatform } from "../adapters/webform/webform-platform.ts";
import { createWechatPlatform } from "../adapters/wechat/wechat-platform.ts";
import { createWecomPlatform } from "../adapters/wecom/bot-platform.ts";
import { createWecomWebhooks } from "../adapters/wecom/webhook-platform.ts";
import type { PlatformName } from "../src/domain/chat.ts";
import { platformNames } from "../src/domain/chat.ts";
import { consoleZh } from "../src/locales/console-zh.ts";
import type { Capabilities, ChatPlatform } from "../src/ports/chat-platform.ts";
import { systemClock as clock } from "../src/ports/clock.ts";
import type { FormStore } from "../src/ports/form-store.ts";

const page = fileURLToPath(new URL("../docs/channels.md", import.meta.url));

/** Every channel as it is put together; none of them is run. The network in memory is for tests, and no channel. */
const channels: Readonly<Record<Exclude<PlatformName, "memory">, ChatPlatform>> = {
  telegram: createTelegramPlatform({ token: "1:t", apiRoot: "http://127.0.0.1:9", mode: { type: "polling" } }),
  wechat: createWechatPlatform({ puppet: "none", puppetOptions: {}, folder: "none", isAllowed: async () => false }),
  wecom: createWecomPlatform({ botId: "b", secret: "s" }),
  wecom_webhook: createWecomWebhooks({ webhooks: [{ name: "值班群", url: "https://127.0.0.1:9/send?key=k" }] }),
  relay: createRelayPlatform({ clock, givenOut: async () => [] }),
  webform: createWebformPlatform({ store: {} as FormStore, clock, account: "webform" }),
  sandbox: createSandboxPlatform({ log: createMemorySandboxLog(), clock, account: "sandbox" }),
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

/** What a platform either has or has not; its own tests run what it has. */
const verbs: Readonly<Record<"react" | "isGroupAdmin", string>> = { react: "表情回应", isGroupAdmin: "认得群主" };

function table(): string {
  const keys = Object.keys(columns) as (keyof Capabilities)[];
  const verbKeys = Object.keys(verbs) as (keyof typeof verbs)[];
  const cell = (value: boolean | number) => (typeof value === "number" ? `${value} 字` : value ? "能" : "—");
  const cellsOf = (channel: ChatPlatform) => [
    ...keys.map((key) => cell(channel.capabilities[key])),
    ...verbKeys.map((verb) => cell(channel[verb] !== undefined)),
  ];
  const rows = platformNames.flatMap((name) =>
    name === "memory" ? [] : [[consoleZh.platforms[name], ...cellsOf(channels[name])]],
  );
  const lines = [
    ["渠道", ...Object.values(columns), ...Object.values(verbs)],
    Array.from({ length: keys.length + verbKeys.length + 1 }, () => "---"),
    ...rows,
  ];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

it("says of each channel on docs/channels.md what its adapter declares and has, and its contract checks", async () => {
  const [before, after] = readFileSync(page, "utf8").split(
    /(?<=<!-- capabilities:[^>]*-->\n)[\s\S]*(?=<!-- \/capabilities -->)/,
  );
  await expect(`${before}\n${table()}\n\n${after}`).toMatchFileSnapshot(page);
});
