import { directoryContract } from "../contracts/directory.contract.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";

directoryContract("postgres", openPostgresStores);
