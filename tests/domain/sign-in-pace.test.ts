import { expect, it } from "vitest";
import { paces, waitBeforeTryMs } from "../../src/domain/sign-in-pace.ts";

const lastAt = new Date("2026-11-22T09:00:00Z");
const after = (ms: number) => new Date(lastAt.getTime() + ms);

it("lets a few slips pass, then waits twice as long each time, up to a limit", () => {
  const wait = (count: number) => waitBeforeTryMs("account_from_address", { count, lastAt }, after(0));
  expect([0, 1, 3, 4, 5, 6, 7].map(wait)).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000]);
  expect(wait(1_000_000)).toBe(15 * 60_000);
});

it("never makes an account's owner wait long for what others tried from elsewhere", () => {
  expect(waitBeforeTryMs("account", { count: 1_000_000, lastAt }, after(0))).toBe(paces.account.waitMsMax);
  expect(waitBeforeTryMs("account", { count: 1_000_000, lastAt }, after(paces.account.waitMsMax))).toBe(0);
});

it("forgets after a day, and knows nobody who never failed", () => {
  expect(waitBeforeTryMs("address", { count: 99, lastAt }, after(24 * 3_600_000))).toBe(0);
  expect(waitBeforeTryMs("address", null, lastAt)).toBe(0);
});
