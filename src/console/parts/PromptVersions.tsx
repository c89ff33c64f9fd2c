import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { ExamRunView, PostPromptEvent, PromptFileView, PromptVersionView } from "../../api/learning.ts";
import { type DiffPiece, diffText } from "../../domain/text-diff.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { DiffPieces } from "./ArticleHistory.tsx";
import { Dialog } from "./Dialog.tsx";
import { ExamReport } from "./ExamReport.tsx";
import { PromptTrial } from "./PromptTrial.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { formatInstant } from "./time.ts";

interface VersionsProps {
  readonly file: PromptFileView;
  readonly busy: boolean;
  readonly onChange: (event: PostPromptEvent) => void;
}

/** Every version of a prompt, the newest first: what changed, its exam against the one in use, a trial, and what may be done with it. */
export function PromptVersions({ file, busy, onChange }: VersionsProps) {
  const { learning } = useText();
  return (
    <section className="article-history" aria-label={learning.versions}>
      <h2>{learning.versions}</h2>
      <ol className="cards">
        {file.versions.map((version, at) => (
          <li key={version.number} className="card">
            <Version
              file={file}
              version={version}
              before={file.versions[at + 1] ?? null}
              busy={busy}
              onChange={onChange}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Version(props: VersionsProps & { version: PromptVersionView; before: PromptVersionView | null }) {
  const { file, version, before, busy, onChange } = props;
  const { learning, knowledge } = useText();
  const [asking, setAsking] = useState(false);
  const { number, savedBy, savedAt, publishedBy, publishedAt, restores, words } = version;
  const isLive = number === file.live;
  const now = new Date();
  const exam = file.exams.find((one) => one.number === number && one.against === file.live && one.model === file.model);
  const passed = exam?.report?.passed === true;
  const live = file.versions.find((one) => one.number === file.live)!;
  const whyNotPublish =
    (version.can.publish && learning.whyNot[version.can.publish]) || (passed ? null : learning.examNeeded);
  const whyNotBack = version.can.roll_back && learning.whyNot[version.can.roll_back];
  return (
    <>
      <header>
        <h3>{learning.version(number)}</h3>
        {isLive && <Tag color="green">{learning.isLive}</Tag>}
        {restores !== null && <Tag>{learning.restores(restores)}</Tag>}
      </header>
      <p className="hint">
        {savedBy && savedAt && <span>{knowledge.savedBy(savedBy, formatInstant(savedAt, now))}</span>}
        {number > 0 && (
          <span>
            {publishedBy && publishedAt
              ? knowledge.publishedBy(publishedBy, formatInstant(publishedAt, now))
              : learning.notPublished}
          </span>
        )}
      </p>
      <p>{words.changed}</p>
      {before && (
        <details>
          <summary>{knowledge.showDiff}</summary>
          <PromptDiff before={before} after={version} />
        </details>
      )}
      {!isLive && number > 0 && <Exam file={file} version={version} exam={exam} />}
      {!isLive && number > 0 && <PromptTrial file={file} number={number} />}
      {!isLive && (
        <footer>
          {number > 0 && publishedAt === null && (
            <Button
              type="primary"
              disabled={busy || whyNotPublish !== null}
              title={whyNotPublish ?? undefined}
              onClick={() => setAsking(true)}
            >
              {learning.publish}
            </Button>
          )}
          {(number === 0 || publishedAt !== null) && (
            <Button
              disabled={busy || whyNotBack !== null}
              title={whyNotBack ?? undefined}
              onClick={() => onChange({ event: "roll_back", to: number })}
            >
              {learning.rollBack(number)}
            </Button>
          )}
        </footer>
      )}
      {!isLive && number > 0 && publishedAt === null && whyNotPublish && <p className="hint">{whyNotPublish}</p>}
      {asking && (
        <Dialog title={learning.publish} onClose={() => setAsking(false)}>
          <p>{learning.publishHint}</p>
          <PromptDiff before={live} after={version} />
          <Button
            type="primary"
            size="large"
            onClick={() => {
              setAsking(false);
              onChange({ event: "publish", number });
            }}
          >
            {learning.publish}
          </Button>
        </Dialog>
      )}
    </>
  );
}

/** As much of what stayed is shown on both sides of a change, in UTF-16 code units: a prompt is pages long. */
const aroundChars = 120;

function shortened(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  return pieces.map((piece) => {
    const { kind, text } = piece;
    if (kind !== "same" || text.length <= 2 * aroundChars) return piece;
    return { kind, text: `${text.slice(0, aroundChars)} … ${text.slice(-aroundChars)}` };
  });
}

function PromptDiff({ before, after }: { before: PromptVersionView; after: PromptVersionView }) {
  const { learning, knowledge } = useText();
  const changed = (["system", "input", "maxTokens"] as const).filter(
    (part) => before.words[part] !== after.words[part],
  );
  if (changed.length === 0) return <p className="hint">{knowledge.nothingChanged}</p>;
  return (
    <dl className="words-diff">
      {changed.map((part) => (
        <div key={part}>
          <dt>{learning.fields[part]}</dt>
          <dd>
            <DiffPieces pieces={shortened(diffText(String(before.words[part]), String(after.words[part])))} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Exam({
  file,
  version,
  exam,
}: {
  file: PromptFileView;
  version: PromptVersionView;
  exam: ExamRunView | undefined;
}) {
  const { learning, marks } = useText();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => send<ExamRunView>("POST", `/api/prompts/${file.id}/versions/${version.number}/exam`),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["learning"] }),
  });
  const isGoing = exam?.state === "waiting" || exam?.state === "running";
  const whyNot = file.model === null ? learning.noModel.what : (file.canSave && learning.whyNot[file.canSave]) || null;
  return (
    <section aria-label={learning.exam} className="exam">
      <h4>{learning.exam}</h4>
      <p className="hint">{learning.examHint}</p>
      {exam && !exam.report && (
        <p role="status">
          {learning.examStates[exam.state]}
          {exam.reason && `${marks.colon}${exam.reason}`}
        </p>
      )}
      {exam?.report && <ExamReport report={exam.report} />}
      <Button
        disabled={whyNot !== null || isGoing}
        title={whyNot ?? undefined}
        loading={start.isPending || isGoing}
        onClick={() => start.mutate()}
      >
        {learning.startExam}
      </Button>
    </section>
  );
}
