import { openDatabase } from "../adapters/postgres/database.ts";
import { migrate } from "../adapters/postgres/migrate.ts";
import { seedDemo } from "../adapters/postgres/seed.ts";
import { loadConfig } from "../src/config/index.ts";

/** Brings the database of DATABASE_URL up to date and, when nobody is at home in it, loads the demo estate. `npm start` does it by itself. */
const url = loadConfig(process.env).database.url?.reveal();
if (!url) throw new Error("Set DATABASE_URL: the embedded database gets its demo estate by npm start.");
await migrate(url);
const database = openDatabase(url);
await seedDemo(database).finally(() => database.$disconnect());
