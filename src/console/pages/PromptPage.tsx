import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import { useId, useState } from "react";
import { Link, useParams } from "react-router";
import type { PostPromptEvent, PromptFileView, PromptVersionView, PromptWordsBody } from "../../api/learning.ts";
import { promptBounds as bounds } from "../../domain/prompt.ts";
import { send } from "../client.ts";
import { useNotice } from "../parts/Notices.tsx";
import { PromptVersions } from "../parts/PromptVersions.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { paths } from "../paths.ts";
import { promptQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** One prompt: its newest words to be edited, and each version with its exam and its trial. */
export function PromptPage() {
  const { promptId = "" } = useParams();
  const { learning } = useText();
  const file = useQuery(promptQuery(promptId));
  return (
    <>
      <p>
        <Link to={paths.learning()}>← {learning.back}</Link>
      </p>
      <Loaded query={file}>{(found) => <Prompt key={found.versions[0]!.number} file={found} />}</Loaded>
    </>
  );
}

/** Sends an event of a prompt's life, says what came of it, and reads it again. */
function usePromptChange(promptId: string) {
  const { learning } = useText();
  const client = useQueryClient();
  const notice = useNotice();
  const done = { save: learning.saved, publish: learning.published, roll_back: learning.rolledBack };
  return useMutation({
    mutationFn: (body: PostPromptEvent) =>
      send<PromptFileView>("POST", `/api/prompts/${encodeURIComponent(promptId)}/events`, body),
    onSuccess: (_, { event }) => notice({ kind: "done", text: done[event] }),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["learning"] }),
  });
}

function Prompt({ file }: { file: PromptFileView }) {
  const { learning } = useText();
  const change = usePromptChange(file.id);
  const newest = file.versions[0]!;
  return (
    <div className="article-page">
      <header className="article-head">
        <h1>{learning.promptNames(file.id)}</h1>
      </header>
      {file.model === null && <Message {...learning.noModel} />}
      <PromptForm
        file={file}
        newest={newest}
        busy={change.isPending}
        onSave={(words) => change.mutate({ event: "save", words })}
      />
      <PromptVersions file={file} busy={change.isPending} onChange={(event) => change.mutate(event)} />
    </div>
  );
}

function PromptForm(props: {
  file: PromptFileView;
  newest: PromptVersionView;
  busy: boolean;
  onSave: (words: PromptWordsBody) => void;
}) {
  const { file, newest, busy, onSave } = props;
  const { learning } = useText();
  const [words, setWords] = useState<PromptWordsBody>({ ...newest.words, changed: "" });
  const whyNot = file.canSave && learning.whyNot[file.canSave];
  const { system, input, maxTokens } = newest.words;
  const isTouched = words.system !== system || words.input !== input || words.maxTokens !== maxTokens;
  const isWhole = words.changed.trim().length >= bounds.changedCharsMin;
  const text = (field: "system" | "input" | "changed", rowsMin: number) => (
    <TextField
      label={learning.fields[field]}
      hint={learning.fieldHints[field]}
      value={words[field]}
      rowsMin={rowsMin}
      fixed={whyNot !== null || busy}
      onChange={(value) => setWords({ ...words, [field]: value })}
    />
  );
  return (
    <form
      className="card prompt-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(words);
      }}
    >
      {text("system", 12)}
      {text("input", 6)}
      <p className="hint">{learning.valuesHint(file.values.map((value) => `{{${value}}}`).join(" "))}</p>
      <div className="field">
        <span>{learning.fields.maxTokens}</span>
        <InputNumber
          controls={false}
          aria-label={learning.fields.maxTokens}
          min={bounds.maxTokensMin}
          max={bounds.maxTokensMax}
          value={words.maxTokens}
          disabled={whyNot !== null || busy}
          onChange={(value) => setWords({ ...words, maxTokens: Number(value ?? bounds.maxTokensMin) })}
        />
      </div>
      {text("changed", 2)}
      <footer>
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          loading={busy}
          disabled={whyNot !== null || !isTouched || !isWhole}
          title={whyNot ?? undefined}
        >
          {learning.save}
        </Button>
      </footer>
      {whyNot && <p className="hint">{whyNot}</p>}
    </form>
  );
}

/** The tallest that a text field grows. */
const rowsMax = 30;

function TextField(props: {
  label: string;
  hint: string;
  value: string;
  rowsMin: number;
  fixed: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <Input.TextArea
        id={id}
        value={props.value}
        disabled={props.fixed}
        // Not by the library, which measures in a copy that the content security policy lays bare.
        rows={Math.min(rowsMax, Math.max(props.rowsMin, props.value.split("\n").length))}
        onChange={({ target }) => props.onChange(target.value)}
      />
      <small className="hint">{props.hint}</small>
    </div>
  );
}
