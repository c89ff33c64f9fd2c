export { withDeclaredReport } from "./declared-report.ts";
export { createLocalReader, ownModel, shippedModel } from "./local-reader.ts";
export { createModelReader, type ModelCall } from "./model-reader.ts";
export { layOutForModel } from "./model-sheet.ts";
export { resolvePlace } from "./place.ts";
export type { StoredReaderModel } from "./reader-model.ts";
export { defaultTaxonomy } from "./taxonomy.ts";
export type { StoredTextClassifier } from "./text-classifier.ts";
export { type LabelledText, trainTextClassifier } from "./train-text-classifier.ts";
