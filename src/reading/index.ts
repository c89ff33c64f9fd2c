export { createLocalReader } from "./local-reader.ts";
export { createModelReader } from "./model-reader.ts";
export { resolvePlace } from "./place.ts";
export { defaultTaxonomy } from "./taxonomy.ts";
