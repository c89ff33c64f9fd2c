import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { Update } from "grammy/types";
import { describe, expect, it } from "vitest";
import { translate } from "../../adapters/telegram/translate.ts";
import { textCharsMax } from "../../src/domain/chat.ts";

const folder = new URL("./telegram-updates/", import.meta.url);
const context = { account: "4242", receivedAt: new Date("2026-11-21T08:00:00Z") };

interface Fixture {
  readonly says: string;
  readonly update: Update;
  readonly means: object;
}

const fixtures = readdirSync(folder).map((file) => {
  const fixture = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Fixture;
  return [fixture.says, file, fixture] as const;
});

const message = (text: string, more: object = {}): Update =>
  ({
    update_id: 1,
    message: {
      message_id: 71,
      date: 1_790_000_000,
      chat: { id: -1001, type: "supergroup", title: "群" },
      from: { id: 501, is_bot: false, first_name: "老王" },
      text,
      ...more,
    },
  }) as Update;

describe("what an update of Telegram means", () => {
  it.each(fixtures)("%s (%s)", (_says, _file, { update, means }) => {
    const translated = translate(update, context);
    const plain: unknown = JSON.parse(JSON.stringify(translated));
    expect(plain).toMatchObject(means);
    if (translated.event) expect(translated.event.platform + translated.event.account).toBe("telegram4242");
    expect(JSON.stringify(translated)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  });

  it("gives each of these happenings a key of its own, but the two ends of one move", () => {
    const keys = fixtures.flatMap(([, , { update }]) => translate(update, context).event?.eventKey ?? []);
    expect(new Set(keys).size).toBe(keys.length - 1);
  });

  it("keeps the update as it came, to be read again by a better translator", () => {
    const update = message("电梯坏了");
    expect(translate(update, context).event?.raw).toEqual(update);
  });

  it.each([
    ["/pause@linli_bot", "bot"],
    ["@Linli_Bot 暂停", "bot"],
    ["/pause@other_bot", "another"],
    ["@laowang 暂停", "another"],
    ["/pause", undefined],
    ["@邻里小助 暂停", undefined],
    ["在吗 @linli_bot", undefined],
  ])("hears whom %j calls", (text, calls) => {
    const { event } = translate(message(text), { ...context, username: "linli_bot" });
    expect(event?.type === "message" && event.calls).toBe(calls);
  });

  it("tells two messages apart that bear the same number, weeks apart", () => {
    const early = translate(message("一"), context).event;
    const late = translate(message("二", { date: 1_799_000_000 }), context).event;
    expect(late?.eventKey).not.toBe(early?.eventKey);
  });

  it("cuts what is over-long, and takes ten thousand mentions", () => {
    const entities = Array.from({ length: 10_000 }, (_, index) => ({ type: "mention", offset: index * 5, length: 4 }));
    const translated = translate(message("@业主 ".repeat(10_000), { entities }), context).event;
    expect(translated?.type === "message" && translated.text).toHaveLength(textCharsMax);
  });

  it("leaves right-to-left marks, emoji and rare characters as they are", () => {
    const text = "\u202eتسرب\u202c 👨‍👩‍👧‍👦 𠮷\u200f";
    expect(translate(message(text), context).event).toMatchObject({ text });
  });

  it("never throws, whatever is in an update, and what it hands over can always be stored", () => {
    const fields = fc.constantFrom("message", "edited_message", "callback_query", "my_chat_member", "poll", "x");
    const inner = fc.dictionary(
      fc.constantFrom(
        "chat",
        "from",
        "date",
        "text",
        "message",
        "data",
        "new_chat_member",
        "sticker",
        "poll",
        "venue",
        "id",
      ),
      fc.anything({ withNullPrototype: false, maxDepth: 2 }),
    );
    const updates = fc.dictionary(fields, fc.oneof(inner, fc.jsonValue()), { maxKeys: 2 });
    fc.assert(
      fc.property(updates, (body) => {
        const update = JSON.parse(JSON.stringify({ ...body, update_id: 5 })) as Update;
        const translated = translate(update, context);
        expect(() => JSON.stringify(translated)).not.toThrow();
        expect(translated.event?.at.getTime() ?? 0).not.toBeNaN();
        if (translated.event?.type === "message") expect(typeof translated.event.text).toBe("string");
      }),
      { numRuns: 2_000 },
    );
  });
});
