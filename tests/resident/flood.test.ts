import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FormHouse, openFormHouse } from "../support/form-house.ts";

/** So many reports, a quarter of them with a proof that somebody worked for. How fast an honest one is answered meanwhile `npm run accept -- form` tells. */
const floodOf = 200;
const provenOf = 50;
const atOnce = 10;
const honestMax = 5;
const patienceMs = 300_000;

let forms: FormHouse;
beforeAll(async () => {
  forms = await openFormHouse({ limits: { perCode: 45 } });
}, patienceMs);
afterAll(() => forms.close());

describe("a flood of reports", () => {
  it.each([
    ["one address", 1, 30],
    ["200 addresses", 200, 45],
  ])(
    "from %s is capped, and honest ones are taken meanwhile",
    async (_, addresses, most) => {
      // Each on a poster of its own, as the allowance of a code is its own.
      const code = await forms.house.parts.forms.make(forms.admin, { areaPath: forms.code.areaPath, expiresAt: null });
      const path = new URL(code.address).pathname;
      const proofs = await Promise.all(Array.from({ length: provenOf }, () => forms.prove(path)));

      let next = 0;
      const statuses: number[] = [];
      const attacker = async () => {
        for (let at = next++; at < floodOf; at = next++) {
          const proof = at % (floodOf / provenOf) === 0 ? proofs[at / (floodOf / provenOf)]! : "x.y.z";
          const from = `10.${addresses}.0.${at % addresses}`;
          statuses.push((await forms.fileReport({ what: "刷单", proof, from }, path)).statusCode);
        }
      };
      const flood = Promise.all(Array.from({ length: atOnce }, attacker));
      const honest: number[] = [];
      while (honest.length < honestMax && next < floodOf) {
        const from = `10.99.${addresses}.${honest.length}`;
        honest.push((await forms.fileReport({ what: "楼道灯坏了", proof: await forms.prove(), from })).statusCode);
      }
      await flood;

      const taken = statuses.filter((status) => status === 201).length;
      expect(honest).not.toEqual([]);
      expect(honest.every((status) => status === 201)).toBe(true);
      expect(statuses).toHaveLength(floodOf);
      expect(taken).toBeLessThanOrEqual(most);
      expect(taken).toBeGreaterThan(0);
      expect(statuses.every((status) => [201, 403, 429].includes(status))).toBe(true);
    },
    patienceMs,
  );
});
