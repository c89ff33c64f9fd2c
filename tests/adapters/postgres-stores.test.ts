import { channelRecordsContract } from "../contracts/channel-records.contract.ts";
import { deskStoreContract } from "../contracts/desk-store.contract.ts";
import { directoryContract } from "../contracts/directory.contract.ts";
import { intakeStoreContract } from "../contracts/intake-store.contract.ts";
import { knowledgeStoreContract } from "../contracts/knowledge-store.contract.ts";
import { outboxStoreContract } from "../contracts/outbox-store.contract.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";

directoryContract("postgres", openPostgresStores);
intakeStoreContract("postgres", openPostgresStores);
outboxStoreContract("postgres", openPostgresStores);
deskStoreContract("postgres", openPostgresStores);
knowledgeStoreContract("postgres", openPostgresStores);
channelRecordsContract("postgres", openPostgresStores);
