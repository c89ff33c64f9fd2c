import { useMutation, useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import { useState } from "react";
import type { PromptFileView, PromptTrialView } from "../../api/learning.ts";
import { send } from "../client.ts";
import { groupsQuery, taxonomyQuery } from "../queries.ts";
import { useSettings, useText } from "../settings.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { Message } from "./States.tsx";

/** Lets a version and the one in use read what was said last in a group, and shows both side by side. */
export function PromptTrial({ file, number }: { file: PromptFileView; number: number }) {
  const { learning } = useText();
  const { data: groups = [] } = useQuery(groupsQuery);
  const [groupId, setGroupId] = useState<string | null>(null);
  const trial = useMutation({
    mutationFn: () => send<PromptTrialView>("POST", `/api/prompts/${file.id}/versions/${number}/try`, { groupId }),
    onError: useRefusalNotice(),
  });
  return (
    <details className="prompt-trial">
      <summary>{learning.tryTitle}</summary>
      <p className="hint">{learning.tryHint}</p>
      {file.model === null ? (
        <Message {...learning.noModel} />
      ) : (
        <div className="filters">
          <Select
            aria-label={learning.tryGroup}
            placeholder={learning.tryGroup}
            showSearch
            optionFilterProp="label"
            value={groupId}
            onChange={setGroupId}
            options={groups
              .filter(({ areaPath }) => areaPath !== null)
              .map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button disabled={groupId === null} loading={trial.isPending} onClick={() => trial.mutate()}>
            {learning.tryNow}
          </Button>
        </div>
      )}
      {trial.isPending && <p role="status">{learning.trying}</p>}
      {trial.data && <Trial trial={trial.data} />}
    </details>
  );
}

function Trial({ trial: { lines, current, candidate } }: { trial: PromptTrialView }) {
  const { learning } = useText();
  if (lines.length === 0) return <p role="status">{learning.nobodySpoke}</p>;
  return (
    <div className="trial" role="status">
      <ol className="trial-lines">
        {lines.map(({ n, who, text }) => (
          <li key={n} value={n}>
            <b>{who}</b> {text}
          </li>
        ))}
      </ol>
      <div className="side-by-side">
        <Tried title={learning.trialOf.current} tried={current} />
        <Tried title={learning.trialOf.candidate} tried={candidate} />
      </div>
    </div>
  );
}

function Tried({ title, tried }: { title: string; tried: PromptTrialView["current"] }) {
  const { learning, marks } = useText();
  const { language } = useSettings();
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const { ref, reason, reports, questions, followUps } = tried;
  const label = (code: string) => {
    const found = taxonomy.find((category) => category.code === code);
    return (found && (language === "zh" ? found.label : found.labelEn)) ?? code;
  };
  return (
    <section className="card" aria-label={title}>
      <h4>
        {title} <code>{ref}</code>
      </h4>
      {reason !== null && <p>{learning.tryFailed(reason)}</p>}
      {reason === null && reports.length === 0 && <p>{learning.noReports}</p>}
      <ul>
        {reports.map(({ category, confidence, lines, summary }) => (
          <li key={lines.join(" ")}>
            <b>{label(category)}</b> {Math.round(confidence * 100)}% · {learning.lines(lines.join(marks.and))}
            <br />
            {summary}
          </li>
        ))}
      </ul>
      {questions.length > 0 && (
        <p>
          {learning.questions}
          {marks.colon}
          {learning.lines(questions.join(marks.and))}
        </p>
      )}
      {followUps.length > 0 && (
        <p>
          {learning.followUps}
          {marks.colon}
          {learning.lines(followUps.map(({ line }) => line).join(marks.and))}
        </p>
      )}
    </section>
  );
}
