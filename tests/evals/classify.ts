import { writeFileSync } from "node:fs";
import { openTextClassifier } from "../../src/reading/text-classifier.ts";
import { type LabelledText, trainTextClassifier } from "../../src/reading/train-text-classifier.ts";
import { readLines } from "./knowledge-data.ts";

/** The files of one run; their forms stand in the head of score.mjs. */
export interface ClassifyFiles {
  /** Lines of `{text, label, group?}`, learnt together. */
  readonly train: readonly string[];
  /** Lines of `{id, text}`. */
  readonly test: string;
  /** Where the lines of `{id, label}` are written. */
  readonly out: string;
}

/** Learns what a community's old tickets were sorted into, and sorts texts that are new. The labels of the test, if it has any, are not read. */
export function classify({ train, test, out }: ClassifyFiles) {
  const examples = train.flatMap((file) => readLines<LabelledText>(file));
  const startedAt = performance.now();
  const classifier = openTextClassifier(trainTextClassifier(examples));
  const trainedAt = performance.now();
  const texts = readLines<{ readonly id: string; readonly text: string }>(test);
  const lines = texts.map(({ id, text }) => {
    const { label, share } = classifier.classify(text);
    return JSON.stringify({ id, label, confidence: Number(share.toFixed(3)) });
  });
  const msPerText = (performance.now() - trainedAt) / Math.max(texts.length, 1);
  writeFileSync(out, `${lines.join("\n")}\n`);
  return {
    examples: examples.length,
    classes: classifier.classes.length,
    trainSeconds: Math.round((trainedAt - startedAt) / 100) / 10,
    texts: texts.length,
    msPerText: Number(msPerText.toFixed(3)),
    out,
  };
}
