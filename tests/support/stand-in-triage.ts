import { shippedWindows, type WindowCase } from "../../src/learning/exam-cases.ts";
import type { ModelForm } from "../../src/reading/model-form.ts";

/** One line of a window, as the prompt shows it to a model. */
interface ShownLine {
  readonly n: number;
  readonly new?: boolean;
  readonly text: string;
}

/** A prompt that says this makes the stand-in take all that is said for a report, as one without judgement would. */
export const careless = "Everything that anybody says is a report.";

/**
 * What a language model would write in the form, as far as an exam needs one: it knows the windows of the exam by heart, and reads them
 * as well as its prompt tells it to. Windows it does not know it reads as talk.
 */
export function standInTriage(system: string, input: string): ModelForm {
  const lines = linesOf(input);
  const form: ModelForm = { reports: [], questions: [], followUps: [], quarrels: [] };
  if (system.includes(careless)) {
    const reports = lines.filter((line) => line.new).map((line) => reportOf([line], "other", line.text));
    return { ...form, reports };
  }
  const known = windowsByText.get(lines[0]?.text.slice(0, 6) ?? "");
  if (!known) return form;
  const lineAt = new Map(known.messages.map(({ id }, at) => [id, lines[at]]));
  return {
    ...form,
    reports: known.reports.map(({ category, evidenceIds }) => {
      const evidence = evidenceIds.flatMap((id) => lineAt.get(id) ?? []);
      return reportOf(evidence, category, evidence[0]?.text ?? "");
    }),
    questions: [...known.questionIds].flatMap((id) => {
      const line = lineAt.get(id);
      return line ? [{ line: line.n, confidence: 0.9 }] : [];
    }),
  };
}

const windowsByText = new Map<string, WindowCase>(
  shippedWindows().map((window) => [window.messages[0]!.text.slice(0, 6), window]),
);

function linesOf(input: string): ShownLine[] {
  const [, lines = ""] = /<lines>\n(.*?)\n<\/lines>/s.exec(input) ?? [];
  return lines.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as ShownLine] : []));
}

function reportOf(evidence: readonly ShownLine[], category: string, quote: string): ModelForm["reports"][number] {
  return {
    ...{ kind: "complaint", evidence: evidence.map(({ n }) => n), quotes: [quote], category, runnerUp: null },
    ...{ confidence: 0.9, area: null, spot: null, urgency: "routine", sensitive: false, alsoAffected: [] },
    summary: quote.slice(0, 20),
  };
}
