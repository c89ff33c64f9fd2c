import type { Actor } from "../domain/authority.ts";

/** In whose name the database is asked: a member of staff sees what is theirs, `nobody` sees nothing, and `house` is the bot's own line. */
export type Asker = Actor | "nobody" | "house";

/** Says for whom the house works at the moment. Whatever the work calls, and however deep, is done in the name of the asker. */
export interface StaffScope {
  run<T>(asker: Asker, work: () => T): T;
}
