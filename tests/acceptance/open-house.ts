import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import type { PlayedArticle } from "../../adapters/postgres/estate-rows.ts";
import { migrate } from "../../adapters/postgres/migrate.ts";
import { type DemoEstate, loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { openTestHouse, type TestHouse, type TestHouseOptions } from "../support/test-house.ts";
import { projectRoot } from "./planted-tree.ts";

/** A house of a check's own in this process: the demo estate, a chat network in memory, a clock in the check's hand. */
export interface OpenedHouse {
  readonly house: TestHouse;
  readonly estate: DemoEstate["estate"];
  readonly databaseUrl: string;
  /** A member of staff over the whole house. */
  staff(name: string, role: Actor["role"]): Promise<Actor>;
  close(): Promise<void>;
}

/** Longer than a group must be quiet before it is read. */
const quietMs = 60_000;

/** Lets everybody have spoken: what was said is read, and what is owed is said. */
export async function letRead(house: TestHouse): Promise<void> {
  // Heard first, at the time it was said: a turn is due so long after that.
  await house.settle();
  house.clock.set(new Date(house.clock.now().getTime() + quietMs));
  await house.settle();
}

/** For a database that nobody will miss. */
const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** The demo estate's own articles. */
export function demoEstate(): DemoEstate {
  return loadEstate(join(projectRoot, "prisma", "demo"));
}

/** Opens a house with these articles, or with the demo estate's. */
export async function openHouse(
  options: Pick<TestHouseOptions, "now" | "reader" | "model">,
  articles?: readonly PlayedArticle[],
): Promise<OpenedHouse> {
  const { estate, articles: own } = demoEstate();
  const folder = mkdtempSync(join(tmpdir(), "linli-accept-"));
  const server = await openEmbeddedPostgres({ dataDir: folder, log: () => {}, settings: forgetful });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrate(server.url);
    const database = { url: server.url, drop: async () => {} };
    const house = await openTestHouse(estate, articles ?? own, { ...options, database });
    const areaPath = (await house.parts.exams.areasRead())[0]!.split("/")[0]!;
    return {
      house,
      estate,
      databaseUrl: server.url,
      staff: async (name, role) => ({
        ...{ staffId: await house.addStaff({ name, role, areaPath }), name, role, areaPath, partyId: null },
      }),
      async close() {
        await house.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
