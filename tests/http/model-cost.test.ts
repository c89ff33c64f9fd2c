import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { createModelBill } from "../../adapters/postgres/figures.ts";
import type { FiguresView } from "../../src/api/figures.ts";
import { chinaDay } from "../../src/domain/group.ts";
import { openTestDatabase } from "../support/database.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

describe("what a language model cost, over HTTP", () => {
  let house: HttpHouse;
  let database: Database;
  beforeAll(async () => {
    const byModel = new Map([["small", { input: 2, cached: 0.2, output: 8 }]]);
    const own = await openTestDatabase();
    house = await openHttpHouse({ modelPrices: { currency: "CNY", byModel } }, { database: own });
    database = openDatabase(own.url, { connectionsMax: 1 });
  }, 60_000);
  afterAll(async () => {
    await database?.$disconnect();
    await house?.close();
  });

  const note = (model: string, status: string) =>
    createModelBill(database).note(
      { promptRef: "triage@1", model, status, usage: { inputTokens: 3_000, cachedTokens: 2_000, outputTokens: 500 } },
      house.clock.now(),
    );
  const weeks = async (cookie: string) => {
    const day = chinaDay(house.clock.now());
    const url = `/api/figures?from=${day}&until=${day}`;
    return (await house.app.inject({ method: "GET", url, headers: { cookie } })).json<FiguresView>().model;
  };

  it("is shown with the messages of all groups, whatever area asks, and no longer once a model has no price", async () => {
    const [here, elsewhere] = [await house.signInAs("dispatcher"), await house.signInAs("dispatcher", "别处社区")];
    await note("small", "answered");
    await note("small", "away");
    const [week] = await weeks(here);
    expect(week).toMatchObject({ calls: 2, failed: 1, inputTokens: 6_000, messages: 1 });
    expect(week?.cost).toEqual({ amount: expect.closeTo(2 * (0.002 + 0.0004 + 0.004), 9), currency: "CNY" });
    expect(await weeks(elsewhere)).toEqual([week]);

    await note("another", "answered");
    expect(await weeks(here)).toMatchObject([{ calls: 3, cost: null }]);
  });
});
