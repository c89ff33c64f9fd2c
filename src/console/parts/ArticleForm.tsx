import { useQuery } from "@tanstack/react-query";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { type ReactNode, useId } from "react";
import type { ArticleWordsBody } from "../../api/knowledge.ts";
import { articleBounds, articleKinds } from "../../domain/article.ts";
import { areasQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { DayField } from "./DayField.tsx";

/** An article as it stands in the form: the other ways to ask are one text, a line each, and what is empty is "". */
export interface ArticleDraft {
  readonly question: string;
  readonly variants: string;
  readonly answer: string;
  readonly kind: ArticleWordsBody["kind"];
  readonly source: string;
  readonly issuer: string;
  readonly documentNumber: string;
  readonly areaPath: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** The form's text for given words. */
export function draftOf({ variants, documentNumber, validFrom, validUntil, ...words }: ArticleWordsBody): ArticleDraft {
  return {
    ...words,
    variants: variants.join("\n"),
    documentNumber: documentNumber ?? "",
    validFrom: validFrom ?? "",
    validUntil: validUntil ?? "",
  };
}

/** The words of the form's text. */
export function wordsOf({ variants, documentNumber, validFrom, validUntil, ...words }: ArticleDraft): ArticleWordsBody {
  const lines = variants.split("\n").map((line) => line.trim());
  return {
    ...words,
    variants: [...new Set(lines.filter((line) => line !== ""))],
    documentNumber: documentNumber.trim() || null,
    validFrom: validFrom || null,
    validUntil: validUntil || null,
  };
}

/** True when nothing is missing that every article needs. */
export function isWhole({ question, answer, source, issuer, areaPath }: ArticleDraft): boolean {
  return [question, answer, source, issuer, areaPath].every((text) => text.trim() !== "");
}

/** Everything that a person writes of an article. */
export function ArticleForm(props: { draft: ArticleDraft; onChange: (draft: ArticleDraft) => void; fixed: boolean }) {
  const { draft, onChange, fixed } = props;
  const { knowledge } = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  const change = (part: Partial<ArticleDraft>) => onChange({ ...draft, ...part });
  const line = (name: "question" | "source" | "issuer" | "documentNumber", maxLength: number) => (
    <Field name={name}>
      {(id) => (
        <Input
          id={id}
          size="large"
          maxLength={maxLength}
          disabled={fixed}
          value={draft[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </Field>
  );
  const text = (name: "variants" | "answer", rows: number, maxLength: number) => (
    <Field name={name}>
      {(id) => (
        <Input.TextArea
          id={id}
          rows={rows}
          maxLength={maxLength}
          disabled={fixed}
          value={draft[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </Field>
  );
  const day = (name: "validFrom" | "validUntil") => (
    <DayField
      label={knowledge.fields[name]}
      value={draft[name]}
      disabled={fixed}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <div className="article-form">
      {line("question", articleBounds.questionCharsMax)}
      {text("variants", 4, articleBounds.variantsMax * articleBounds.questionCharsMax)}
      {text("answer", 7, articleBounds.answerCharsMax)}
      <div className="field">
        <span>{knowledge.fields.kind}</span>
        <Select
          aria-label={knowledge.fields.kind}
          size="large"
          disabled={fixed}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          options={articleKinds.map((kind) => ({ value: kind, label: knowledge.kinds[kind] }))}
        />
      </div>
      <div className="field">
        <span>{knowledge.fields.areaPath}</span>
        <Select
          aria-label={knowledge.fields.areaPath}
          size="large"
          showSearch
          disabled={fixed}
          value={draft.areaPath || null}
          onChange={(areaPath) => change({ areaPath: areaPath ?? "" })}
          options={areas.map((path) => ({ value: path, label: path }))}
        />
        <small>{knowledge.fieldHints.areaPath}</small>
      </div>
      {line("source", articleBounds.sourceCharsMax)}
      {line("issuer", articleBounds.issuerCharsMax)}
      {line("documentNumber", articleBounds.documentNumberCharsMax)}
      {day("validFrom")}
      <div className="hinted">
        {day("validUntil")}
        <small>{knowledge.fieldHints.validUntil}</small>
      </div>
    </div>
  );
}

function Field({ name, children }: { name: keyof ArticleDraft; children: (id: string) => ReactNode }) {
  const { knowledge } = useText();
  const id = useId();
  const hints: Partial<Record<keyof ArticleDraft, string>> = knowledge.fieldHints;
  return (
    <div className="field">
      <label htmlFor={id}>{knowledge.fields[name]}</label>
      {children(id)}
      {hints[name] && <small>{hints[name]}</small>}
    </div>
  );
}
