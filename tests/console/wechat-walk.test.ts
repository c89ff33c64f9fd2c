import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { types } from "wechaty-puppet";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectFits } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";
import { farLogin } from "../support/wechat-bench.ts";
import { WechatNetwork } from "../support/wechat-network.ts";

const puppet = new URL("../support/wechat-mock-puppet.ts", import.meta.url).href;

describe.skipIf(!chromiumPath)("a WeChat account in a browser, on the running house", { timeout: walkMsMax }, () => {
  let network: WechatNetwork;
  beforeAll(async () => {
    network = await new WechatNetwork().open();
    network.onConnect = () => network.order({ do: "scan", qr: "https://login.weixin.qq.com/l/abc==", status: 2 });
  });
  afterAll(() => network?.close());
  const walk = openedForWalks(() => ({
    SANDBOX: "on",
    WECHAT_PUPPET: puppet,
    WECHAT_PUPPET_OPTIONS: JSON.stringify({ port: network.port }),
  }));
  let page: Page;
  const login = farLogin();
  const card = () => page.getByRole("region", { name: "微信账号" });

  beforeAll(async () => {
    page = await walk.signIn(phone);
    await page.goto(paths.status());
  }, walkMsMax);

  it("is off, and says plainly that it may be banned, until an admin accepts that", async () => {
    await card().getByText("未启用").waitFor();
    await card()
      .getByText(/限制甚至永久封禁/)
      .waitFor();
    expect(network.environments).toEqual([]);
    await card().getByRole("button", { name: "我已了解风险，启用" }).click();
    await card()
      .getByText(/确认风险/)
      .waitFor();
  });

  it("shows the code to scan with its end, on a phone too, and is online once somebody has", async () => {
    const code = card().getByRole("img", { name: "微信登录二维码" });
    await code.waitFor({ timeout: walkMsMax });
    expect(await code.evaluate((image) => (image as HTMLImageElement).decode().then(() => true))).toBe(true);
    await card()
      .getByText(/前有效/)
      .waitFor();
    await expectFits(page);

    const { selfId, contacts, rooms } = login;
    await network.order({ do: "login", selfId, contacts, rooms });
    await card().getByText("在线").waitFor({ timeout: walkMsMax });
    await code.waitFor({ state: "hidden" });
    await card().getByText("邻里小助").waitFor();
  });

  it("tells when WeChat said that it acts too often, and lets it speak again", async () => {
    const complaint = { id: "complaint", talkerId: "", roomId: login.roomId, text: "操作过于频繁，请稍后再试。" };
    const message = { ...complaint, timestamp: Date.now(), type: types.Message.Unknown };
    await network.order({ do: "message", message });
    await card()
      .getByText(/操作过于频繁，.*前不发言/)
      .waitFor({ timeout: walkMsMax });
    await card().getByRole("button", { name: "恢复发言" }).click();
    await card()
      .getByText(/前不发言/)
      .waitFor({ state: "hidden", timeout: walkMsMax });
  });
});
