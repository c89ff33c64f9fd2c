import { describe, expect, it } from "vitest";
import { createWecomWebhooks, refOf, wecomWebhookCapabilities } from "../../adapters/wecom/webhook-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { openedFor, type PlatformBench, postIn, runningOn, sendToTheEnd } from "../contracts/chat-platform-bench.ts";
import { StandInWecomWebhook } from "../support/stand-in-wecom-webhook.ts";

type WebhookBench = PlatformBench & { readonly wecom: StandInWecomWebhook };

const nothingIsHeard = () => Promise.reject(new Error("a webhook hears nothing"));

async function openWebhookBench(): Promise<WebhookBench> {
  const wecom = await new StandInWecomWebhook().open();
  const webhook = { name: "网格群", url: wecom.url };
  const platform = createWecomWebhooks({ webhooks: [webhook], monotonicMs: () => wecom.nowMs, retryPauseMs: 2 });
  const groupRef = refOf(webhook);
  return {
    platform,
    wecom,
    groupRef,
    say: nothingIsHeard,
    sayStrange: nothingIsHeard,
    edit: nothingIsHeard,
    recall: nothingIsHeard,
    redeliverLast: nothingIsHeard,
    press: nothingIsHeard,
    pressAnswers: () => [],
    posts: (of) =>
      of === groupRef
        ? wecom.texts.map((text, index) => ({ ref: String(index), text, buttons: [], replyToRef: null }))
        : [],
    async plan(fault, skip = 0) {
      if (fault.type === "flood") wecom.plan({ type: "code", errcode: 45009, errmsg: "api freq out of limit" }, skip);
      if (fault.type === "cut_after_acceptance") wecom.plan({ type: "cut_after" }, skip);
      if (fault.type === "refuse_connection") await wecom.shut();
      if (fault.type === "kicked") wecom.isRemoved = true;
    },
    mend: async () => void (await wecom.open()),
    holdNextSend: () => wecom.hold(),
    async pass(ms) {
      wecom.nowMs += ms;
    },
    close: wecom.close,
  };
}

chatPlatformContract("wecom webhook", openWebhookBench, {
  capabilities: wecomWebhookCapabilities,
  cannot: ["moved", "no_right"],
  isDeaf: true,
});

describe("wecom webhooks", () => {
  const opened = () => openedFor(openWebhookBench);

  it("are made known as groups by their names, under one key for ever, and again when that could not be kept", async () => {
    const bench = await opened();
    let refusals = 1;
    const first = runningOn(bench, {
      onEvent() {
        if (refusals-- > 0) throw new Error("the database is away");
      },
    });
    await first.kept(1);
    await first.stop();
    const second = runningOn(bench);
    await second.kept(1);
    expect(first.events).toMatchObject([{ type: "joined", groupName: "网格群", groupRef: bench.groupRef }]);
    expect(second.events[0]?.eventKey).toBe(first.events[0]?.eventKey);
  });

  it("cut a text to 2,048 bytes a message, and never send more than twenty a minute", async () => {
    const bench = await opened();
    const { wecom, groupRef } = bench;
    await sendToTheEnd(bench, postIn(groupRef, { text: "水".repeat(20_000) }));
    expect(wecom.texts.join("")).toBe("水".repeat(20_000));
    for (const text of wecom.texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
    expect(wecom.texts.length).toBeGreaterThan(20);
    // Whatever was refused for its pace would have been called for, and counted.
    expect(wecom.calls).toBe(wecom.texts.length);
  });

  it("fail for good when the webhook was taken out of its group, and do not tell its key", async () => {
    const { platform, wecom, groupRef } = await opened();
    wecom.isRemoved = true;
    const outcome = await platform.send(postIn(groupRef));
    expect(outcome).toEqual({ status: "failed", reason: "93000 invalid webhook url" });
    await wecom.shut();
    const away = await platform.send(postIn(groupRef));
    expect(away).toMatchObject({ status: "retry", reason: "no answer (ECONNREFUSED)" });
    expect(JSON.stringify([outcome, away, groupRef])).not.toContain("s3cret-key");
  });

  it.each([
    ["somebody's page in place of an answer", { type: "gateway", status: 502 }],
    ["busy", { type: "code", errcode: -1, errmsg: "system busy" }],
  ] as const)("say unknown and send no second time: %s", async (_, fault) => {
    const { platform, wecom, groupRef } = await opened();
    wecom.plan(fault);
    await expect(platform.send(postIn(groupRef))).resolves.toMatchObject({ status: "unknown", partsDone: 0 });
    expect(wecom.calls).toBe(1);
  });

  it("fail in a group that is none of theirs", async () => {
    const { platform, wecom } = await opened();
    await expect(platform.send(postIn("0000"))).resolves.toMatchObject({ status: "failed" });
    expect(wecom.calls).toBe(0);
  });
});
