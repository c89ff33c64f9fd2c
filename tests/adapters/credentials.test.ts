import { expect, it } from "vitest";
import { createCredentials } from "../../adapters/credentials/credentials.ts";
import { totpCode } from "../../adapters/credentials/totp.ts";

const credentials = createCredentials();

it("knows a password again, in whatever width it is typed, and no other", async () => {
  const hash = await credentials.hashPassword("ｐink shoes 槐树下");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await credentials.isPassword("pink shoes 槐树下", hash)).toBe(true);
  expect(await credentials.isPassword("pink shoes 槐树", hash)).toBe(false);
});

it("takes as long for an account that does not exist as for one that does", async () => {
  const hash = await credentials.hashPassword("morgens um halb sieben");
  const timed = async (against: string | null) => {
    const before = process.cpuUsage();
    expect(await credentials.isPassword("something else entirely", against)).toBe(false);
    return process.cpuUsage(before).user;
  };
  await timed(null);
  const samples = { known: [] as number[], unknown: [] as number[] };
  for (let n = 0; n < 7; n++) {
    samples.known.push(await timed(hash));
    samples.unknown.push(await timed(null));
  }
  const median = (of: number[]) => of.sort((a, b) => a - b)[3]!;
  expect(median(samples.unknown) / median(samples.known)).toBeGreaterThan(0.5);
  expect(median(samples.unknown) / median(samples.known)).toBeLessThan(2);
});

/** RFC 6238, appendix B, SHA-1; the last six of its eight digits. */
it.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("makes at second %i the code of RFC 6238", (second, code) => {
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  expect(totpCode(secret, Math.floor(second / 30))).toBe(code);
  expect(credentials.totpStep(secret, `${code.slice(0, 3)} ${code.slice(3)}`, new Date(second * 1_000))).toBe(
    Math.floor(second / 30),
  );
});

it("takes the code of the step before and after, and none further away", () => {
  const secret = credentials.newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const at = (step: number) => credentials.totpStep(secret, totpCode(secret, step), new Date(1_000 * 30_000));
  expect([998, 999, 1_000, 1_001, 1_002].map(at)).toEqual([null, 999, 1_000, 1_001, null]);
  expect(credentials.totpStep(secret, "", new Date(60_000))).toBeNull();
});

it("makes recovery codes that differ", () => {
  const codes = credentials.newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{10}$/);
});
