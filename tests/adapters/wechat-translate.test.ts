import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { types } from "wechaty-puppet";
import { isThrottleNotice, readRefusal, translateMessage, translateTopic } from "../../adapters/wechat/translate.ts";
import { FromChild, WireEvent } from "../../adapters/wechat/wire.ts";

const place = { selfId: "@self", topic: "3号楼", nick: "老王", receivedAt: new Date("2026-07-03T02:00:00Z") };
const text = {
  ...{ id: "m1", talkerId: "@wang", roomId: "@@room", timestamp: 1_790_000_000, type: types.Message.Text },
  text: "停水了",
};
type Message = Parameters<typeof translateMessage>[0];
const message = (changed: object) => ({ ...text, ...changed }) as Message;

describe("what a puppet's message means", () => {
  it("never throws and always fits the pipe, whatever a puppet says", () => {
    const anything = fc.record(
      {
        id: fc.string({ minLength: 1, unit: "binary" }),
        talkerId: fc.string(),
        roomId: fc.constantFrom("@@room", undefined),
        timestamp: fc.oneof(fc.double(), fc.integer(), fc.constant(Number.NaN)),
        type: fc.integer({ min: -1, max: 120 }),
        text: fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
        filename: fc.option(fc.string(), { nil: undefined }),
      },
      { requiredKeys: ["id", "talkerId", "timestamp", "type"] },
    );
    fc.assert(
      fc.property(anything, (each) => {
        const event = translateMessage(each as Message, place);
        expect(event === null).toBe(each.roomId === undefined);
        if (event) expect(WireEvent.safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
      }),
    );
  });

  it("leaves private talk alone", () => {
    expect(translateMessage(message({ roomId: undefined, listenerId: "@self" }), place)).toBeNull();
  });

  it("takes seconds and milliseconds for the instants they are", () => {
    for (const timestamp of [1_790_000_000, 1_790_000_000_000]) {
      expect(translateMessage(message({ timestamp }), place)?.at).toBe("2026-09-21T14:13:20.000Z");
    }
    expect(translateMessage(message({ timestamp: 0 }), place)?.at).toBe(place.receivedAt.toISOString());
  });

  it("gives the refs of another login another beginning, for the same room too", () => {
    const refs = ["@self", "@other"].map((selfId) => translateMessage(message({}), { ...place, selfId })?.groupRef);
    expect(new Set(refs).size).toBe(2);
  });

  it("hands a recall on under the message it takes back", () => {
    const recall = message({ id: "m2", type: types.Message.Recalled, text: "m1" });
    expect(translateMessage(recall, place)).toMatchObject({ type: "recall", messageRef: "m1" });
    expect(translateMessage(message({ type: types.Message.Recalled, text: "" }), place)).toMatchObject({
      type: "unknown",
    });
  });

  it("keeps a link's title and a file's name, and no markup", () => {
    const words = (changed: object) => translateMessage(message(changed), place);
    expect(words({ type: types.Message.Url, text: "停水通知" })).toMatchObject({ kind: "link", text: "停水通知" });
    expect(words({ type: types.Message.Url, text: "<msg><appmsg/></msg>" })).toMatchObject({ kind: "link", text: "" });
    expect(words({ type: types.Message.Attachment, filename: "通知.pdf" })).toMatchObject({
      kind: "file",
      text: "通知.pdf",
    });
    // Somebody who writes like markup is somebody all the same.
    expect(words({ text: "<3号楼> 停水" })).toMatchObject({ kind: "text", text: "<3号楼> 停水" });
  });

  it("tells a new topic as a line of the network's own", () => {
    const happening = { roomId: "@@room", timestamp: 1_790_000_000, newTopic: "3号楼业主群", changerId: "@wang" };
    expect(translateTopic(happening, place)).toMatchObject({
      ...{ type: "message", kind: "system", text: "3号楼业主群", groupName: "3号楼业主群", fromSelf: false },
    });
  });
});

describe("WeChat's word that an account acts too often", () => {
  it("is heard from WeChat, and not from a resident or from anybody's name", () => {
    const words = "操作过于频繁，请稍后再试。";
    expect(isThrottleNotice(message({ type: types.Message.Unknown, text: words }))).toBe(true);
    expect(isThrottleNotice(message({ talkerId: "", text: words }))).toBe(true);
    expect(isThrottleNotice(message({ text: words }))).toBe(false);
    expect(isThrottleNotice(message({ type: types.Message.Unknown, text: "“操作过于频繁”邀请“小李”加入了群聊" }))).toBe(
      false,
    );
  });

  it("is read off a refused send, as is a plain no; what is neither may have been said", () => {
    expect(readRefusal(new Error("操作过于频繁，请稍后再试。"))).toBe("throttled");
    const assertion = (ret: number) =>
      Object.assign(new Error(), { code: "ERR_ASSERTION", message: { data: { BaseResponse: { Ret: ret } } } });
    expect(readRefusal(assertion(1205))).toBe("throttled");
    expect(readRefusal(assertion(1))).toBe("refused");
    for (const error of [new Error("socket hang up"), "lost", undefined, { a: 1n }])
      expect(readRefusal(error)).toBe("unclear");
  });
});

describe("the pipe", () => {
  it("lets nothing through that is no message", () => {
    const bad = [null, 1, "login", {}, { type: "login" }, { type: "result", id: 1, result: { status: "sent" } }];
    for (const each of bad) expect(FromChild.safeParse(each).success).toBe(false);
    expect(FromChild.safeParse({ type: "logout", and: "more" }).success).toBe(false);
  });
});
