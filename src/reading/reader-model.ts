import type { Line } from "./bursts.ts";
import { type Heard, withInputs } from "./inputs.ts";
import { type Inputs, type LinearModel, openLinearModel, type StoredModel } from "./linear-model.ts";

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
  readonly link: StoredModel;
}

/** The local models, opened. */
export interface ReaderModel {
  readonly version: string;
  role(heard: Heard): Line["role"];
  readonly category: LinearModel;
  readonly kind: LinearModel;
  readonly urgency: LinearModel;
  readonly meaning: LinearModel;
  /** How likely it is that what these inputs describe is so: a report, a link. */
  isReport(inputs: Inputs): number;
  isLink(inputs: Inputs): number;
}

/** Opens what `trainReader` made. */
export function openReaderModel(stored: StoredReaderModel): ReaderModel {
  const role = openLinearModel(stored.role);
  const [burst, link] = [openLinearModel(stored.burst), openLinearModel(stored.link)];
  const share = (model: LinearModel, inputs: Inputs) => model.predict(inputs)[model.classes.indexOf("yes")] ?? 0;
  return {
    version: stored.version,
    role(heard) {
      const shares = role.predict(heard.inputs);
      const of = (name: string) => shares[role.classes.indexOf(name)] ?? 0;
      return { report: of("report"), question: of("question"), follow_up: of("follow_up"), talk: of("talk") };
    },
    category: openLinearModel(stored.category),
    kind: openLinearModel(stored.kind),
    urgency: openLinearModel(stored.urgency),
    meaning: openLinearModel(stored.meaning),
    isReport: (inputs) => share(burst, inputs),
    isLink: (inputs) => share(link, inputs),
  };
}

/** What the category, kind and urgency of a whole report are judged by. The live list's own words count, whoever wrote them. */
export function matterInputs(heard: Heard, words: ReadonlyMap<string, number>): Inputs {
  const more: Record<string, number> = {};
  for (const [code, hits] of words) more[`w${code}`] = Math.min(hits, 3);
  return withInputs(heard.inputs, more);
}
