import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chinaDay } from "../../src/domain/group.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits, shoot } from "../support/looks.ts";
import { openStandInMessagesApi, type StandInMessagesApi } from "../support/stand-in-messages-api.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

/** A form without anything in it: the model has read, and heard nothing. */
const nothing = JSON.stringify({ reports: [], questions: [], followUps: [], quarrels: [] });
const usage = { input_tokens: 1_000, cache_read_input_tokens: 4_000, output_tokens: 500 };

describe.skipIf(!chromiumPath)("what a language model cost, in a browser", { timeout: walkMsMax }, () => {
  let api: StandInMessagesApi;
  beforeAll(async () => {
    api = await openStandInMessagesApi();
    api.answer(() => ({ kind: "text", text: nothing, usage }));
  });
  afterAll(() => api?.close());
  const walk = openedForWalks(() => ({
    ...{ ANTHROPIC_API_KEY: "stand-in", ANTHROPIC_BASE_URL: api.url, MODEL: "small" },
    MODEL_PRICES: "CNY small=20/2/80",
  }));

  it("stands beside the tokens of each week, and for a thousand messages, once a provider has counted a call", async () => {
    const page = await walk.signIn(phone);
    const called = api.nextCall();
    await walk.house.say("qhy-g1", "qhy-u01", "2号楼1单元电梯坏了，停在一楼不动，麻烦派人来修");
    await called;
    const day = chinaDay(new Date());
    const counted = (url: string) => page.evaluate(async (at) => (await (await fetch(at)).json()).model.length, url);
    await expect.poll(() => counted(`/api/figures?from=${day}&until=${day}`), { timeout: 60_000 }).toBe(1);
    await page.goto(paths.figures());
    const table = page.getByRole("region", { name: "语言模型用量" }).getByRole("table");
    // 1,000 at 20, 4,000 out of the cache at 2 and 500 at 80 for a million, once for each call.
    const cost = table
      .locator("tbody tr")
      .first()
      .getByText(/^¥\d+\.\d\d$/);
    await cost.waitFor();
    const calls = Number(await table.locator("tbody tr").first().locator("td").first().textContent());
    expect(await cost.textContent()).toBe(`¥${(calls * 0.068).toFixed(2)}`);
    await table
      .getByRole("row", { name: /每千条群消息/ })
      .getByText(/^¥/)
      .waitFor();
    await shoot(page, "model-cost");
    await expectFits(page);
    await expectAccessible(page);
  });
});
