import { openDatabase } from "../../adapters/postgres/database.ts";
import { createSandboxLog } from "../../adapters/postgres/sandbox-log.ts";
import { sandboxLogContract } from "../contracts/sandbox-log.contract.ts";
import { openTestDatabase } from "../support/database.ts";

sandboxLogContract("postgres", async () => {
  const testDatabase = await openTestDatabase();
  const database = openDatabase(testDatabase.url);
  return {
    log: createSandboxLog(database),
    close: async () => {
      await database.$disconnect();
      await testDatabase.drop();
    },
  };
});
