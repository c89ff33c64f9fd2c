import { createInputIndex, type InputIndex } from "./input-index.ts";
import { type Heard, withInputs } from "./inputs.ts";
import { type Inputs, type LinearModel, openLinearModel, type StoredModel } from "./linear-model.ts";
import { type Net, openNet, type StoredNet } from "./net.ts";
import { openTextClassifier, type StoredTextClassifier, type TextClassifier } from "./text-classifier.ts";

/** Everything the local reader has learnt, as it lies in a file. */
export interface StoredReaderModel {
  /** What it was trained on and when it changed: part of a reading's `reader`. */
  readonly version: string;
  readonly role: StoredModel;
  readonly category: StoredModel;
  readonly kind: StoredModel;
  readonly urgency: StoredModel;
  readonly meaning: StoredModel;
  readonly burst: StoredModel;
  readonly link: StoredNet;
  /** What a community's own old tickets were sorted into; absent where none were given. */
  readonly ownCategory?: StoredTextClassifier;
}

/** How likely a line is a part of a report, a question, a follow-up, only talk. */
export type RoleShares = Readonly<Record<"report" | "question" | "follow_up" | "talk", number>>;

/** The local models, opened. */
export interface ReaderModel {
  readonly version: string;
  role(heard: Heard): RoleShares;
  readonly category: LinearModel;
  /** The community's own, which may know codes that `category` has never heard of. */
  readonly ownCategory: TextClassifier | null;
  readonly kind: LinearModel;
  readonly urgency: LinearModel;
  readonly meaning: LinearModel;
  /** How likely it is that what these inputs describe is a report. */
  isReport(inputs: Inputs): number;
  /** Whether a line speaks of a matter. */
  readonly link: Net;
}

/** Opens what `trainReader` made. The same stored model is opened once, and shared by all who read with it. */
export function openReaderModel(stored: StoredReaderModel): ReaderModel {
  const known = opened.get(stored) ?? open(stored);
  opened.set(stored, known);
  return known;
}

const opened = new WeakMap<StoredReaderModel, ReaderModel>();

function open(stored: StoredReaderModel): ReaderModel {
  const role = openLinearModel(stored.role);
  const burst = openLinearModel(stored.burst);
  const isReport = burst.classes.indexOf("yes");
  const ofMatter = createInputIndex(stored.category.inputs);
  const [report, question, followUp, talk] = ["report", "question", "follow_up", "talk"].map((name) =>
    role.classes.indexOf(name),
  ) as [number, number, number, number];
  return {
    version: stored.version,
    role(heard) {
      const shares = role.predict(heard.inputs);
      return {
        report: shares[report] ?? 0,
        question: shares[question] ?? 0,
        follow_up: shares[followUp] ?? 0,
        talk: shares[talk] ?? 0,
      };
    },
    category: openLinearModel(stored.category, ofMatter),
    ownCategory: stored.ownCategory ? openTextClassifier(stored.ownCategory) : null,
    kind: openBeside(stored.kind, stored.category, ofMatter),
    urgency: openBeside(stored.urgency, stored.category, ofMatter),
    meaning: openLinearModel(stored.meaning),
    isReport: (inputs) => burst.predict(inputs)[isReport] ?? 0,
    link: openNet(stored.link),
  };
}

/** Opens a model with the index of another where both have learnt from the same texts. */
function openBeside(stored: StoredModel, other: StoredModel, index: InputIndex): LinearModel {
  const isAlike =
    stored.inputs.length === other.inputs.length && stored.inputs.every((input, row) => input === other.inputs[row]);
  return isAlike ? openLinearModel(stored, index) : openLinearModel(stored);
}

/** What the category, kind and urgency of a whole report are judged by. The live list's own words count, whoever wrote them. */
export function matterInputs(heard: Heard, words: ReadonlyMap<string, number>): Inputs {
  return withInputs(
    heard.inputs,
    Array.from(words, ([code, hits]) => [`w${code}`, Math.min(hits, 3)]),
  );
}
