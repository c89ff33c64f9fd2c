import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSendPace, type SendPace } from "../../adapters/telegram/pace.ts";

/** Sends to chats as fast as the pace allows and gives the moment of each send. */
function sendAll(chatIds: readonly number[], thinkMs: readonly number[]): { chatId: number; atMs: number }[] {
  let nowMs = 0;
  const pace = createSendPace(() => nowMs);
  return chatIds.map((chatId, index) => {
    nowMs += thinkMs[index % thinkMs.length] ?? 0;
    for (let waitMs = pace.claim(chatId); waitMs > 0; waitMs = pace.claim(chatId)) nowMs += waitMs;
    return { chatId, atMs: nowMs };
  });
}

/** Speaks to a chat that was not spoken to before. */
function speakTo(pace: SendPace, chatId: number): void {
  expect(pace.claim(chatId)).toBe(0);
}

/** The most moments that lie within any stretch of so long. */
function busiest(moments: readonly number[], stretchMs: number): number {
  return Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at < from + stretchMs).length));
}

describe("the pace of sending", () => {
  it("never exceeds five in five seconds and twenty a minute in a chat, nor thirty a second in all", () => {
    const chats = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(chats, fc.array(fc.nat(1_500), { minLength: 1, maxLength: 5 }), (chatIds, thinkMs) => {
        const sends = sendAll(chatIds, thinkMs);
        expect(
          busiest(
            sends.map(({ atMs }) => atMs),
            1_000,
          ),
        ).toBeLessThanOrEqual(30);
        for (const chat of new Set(chatIds)) {
          const moments = sends.filter(({ chatId }) => chatId === chat).map(({ atMs }) => atMs);
          expect(busiest(moments, 5_000)).toBeLessThanOrEqual(5);
          expect(busiest(moments, 60_000)).toBeLessThanOrEqual(20);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("lets twenty posts go to a group within 20 s, and the next after the minute", () => {
    const sends = sendAll(
      Array.from({ length: 21 }, () => 1),
      [0],
    );
    expect(sends[19]?.atMs).toBe(15_000);
    expect(sends[20]?.atMs).toBe(60_000);
  });

  it("lets thirty groups be spoken to at once, and the next after a second", () => {
    const sends = sendAll(
      Array.from({ length: 31 }, (_, index) => index),
      [0],
    );
    expect(sends[29]?.atMs).toBe(0);
    expect(sends[30]?.atMs).toBe(1_000);
  });

  it("has those who must wait for all come back one after the other, each once", () => {
    let nowMs = 0;
    const pace = createSendPace(() => nowMs);
    for (nowMs = 0; nowMs < 300; nowMs += 10) speakTo(pace, nowMs);
    const comeBack = Array.from({ length: 60 }, (_, index) => ({
      chatId: 1_000 + index,
      at: nowMs + pace.claim(1_000 + index),
    }));
    for (const { chatId, at } of comeBack) {
      nowMs = at;
      expect(pace.claim(chatId)).toBe(0);
    }
    expect(nowMs).toBeLessThanOrEqual(3_000);
  });

  it("keeps a place for who was told to wait, and not for ever", () => {
    let nowMs = 0;
    const pace = createSendPace(() => nowMs);
    for (nowMs = 0; nowMs < 300; nowMs += 10) speakTo(pace, nowMs);
    expect([pace.claim(1_000), pace.claim(1_001)]).toEqual([700, 710]);
    nowMs = 1_000;
    expect(pace.claim(1_002)).toBe(20);
    expect(pace.claim(1_000)).toBe(0);
    nowMs = 1_520;
    // Chat 1,001 has not come.
    expect(pace.claim(1_003)).toBe(0);
  });

  it("holds one chat back as long as it is told, and no other", () => {
    let nowMs = 0;
    const pace = createSendPace(() => nowMs);
    pace.hold(1, 35_000);
    expect(pace.claim(1)).toBe(35_000);
    expect(pace.claim(2)).toBe(0);
    nowMs = 34_999;
    expect(pace.claim(1)).toBe(1);
    nowMs = 35_000;
    expect(pace.claim(1)).toBe(0);
  });

  it("takes no right to send when it says to wait", () => {
    let nowMs = 0;
    const pace = createSendPace(() => nowMs);
    for (let burst = 0; burst < 5; burst += 1) expect(pace.claim(1)).toBe(0);
    for (let tries = 0; tries < 100; tries += 1) expect(pace.claim(1)).toBe(5_000);
    for (let chatId = 2; chatId < 27; chatId += 1) expect(pace.claim(chatId)).toBe(0);
    nowMs = 5_000;
    expect(pace.claim(1)).toBe(0);
  });
});
