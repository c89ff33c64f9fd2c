export { withDeclaredReport } from "./declared-report.ts";
export { createLocalReader, ownModel } from "./local-reader.ts";
export { createModelReader, type ModelCall } from "./model-reader.ts";
export { resolvePlace } from "./place.ts";
export { defaultTaxonomy } from "./taxonomy.ts";
