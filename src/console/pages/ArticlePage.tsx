import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { ArticleFileView } from "../../api/knowledge.ts";
import { ArticleForm, draftOf, isWhole, wordsOf } from "../parts/ArticleForm.tsx";
import { ArticleHistory, WordsDiff } from "../parts/ArticleHistory.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { ExamReport } from "../parts/ExamReport.tsx";
import { Loaded } from "../parts/States.tsx";
import { useArticleChange } from "../parts/use-article-change.ts";
import { paths } from "../paths.ts";
import { articleExamQuery, articleQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** One article: its newest words to be edited, what a second person publishes, and its history. */
export function ArticlePage() {
  const { articleId = "" } = useParams();
  const { knowledge } = useText();
  const file = useQuery(articleQuery(articleId));
  return (
    <>
      <p>
        <Link to={paths.knowledge()}>← {knowledge.back}</Link>
      </p>
      <Loaded query={file}>{(found) => <Article key={found.id} file={found} />}</Loaded>
    </>
  );
}

const stageColors = { draft: "gold", published: "green", revised: "blue", retired: "default" } as const;

function Article({ file }: { file: ArticleFileView }) {
  const { knowledge } = useText();
  const newest = file.versions[0]!;
  // What the reader has typed, over the words it was typed over: words that somebody else saves meanwhile are not lost under it.
  const [typed, setTyped] = useState<{ readonly draft: ReturnType<typeof draftOf>; readonly revision: number } | null>(
    null,
  );
  const [asking, setAsking] = useState<"publish" | "retire" | null>(null);
  const change = useArticleChange(file.id);
  const draft = typed?.draft ?? draftOf(newest.words);
  const revision = typed?.revision ?? file.revision;
  const isTouched = typed !== null && JSON.stringify(typed.draft) !== JSON.stringify(draftOf(newest.words));
  const whyNotSave = file.can.save && knowledge.whyNot[file.can.save];
  const whyNotPublish =
    (isTouched && knowledge.unsaved) || (file.can.publish && knowledge.whyNot[file.can.publish]) || null;
  const whyNotRetire = file.can.retire && knowledge.whyNot[file.can.retire];
  const live = file.versions.find(({ number }) => number === file.liveVersion)?.words ?? null;
  return (
    <div className="article-page">
      <header className="article-head">
        <h1>{newest.words.question || newest.words.source}</h1>
        <Tag color={stageColors[file.stage]}>{knowledge.stages[file.stage]}</Tag>
        {file.expired && <Tag color="red">{knowledge.expired}</Tag>}
      </header>
      <section className="card">
        <ArticleForm
          draft={draft}
          onChange={(next) => setTyped({ draft: next, revision })}
          fixed={whyNotSave !== null || change.isPending}
        />
        <footer>
          <Button
            type="primary"
            size="large"
            loading={change.isPending}
            disabled={whyNotSave !== null || !isTouched || !isWhole(draft)}
            title={whyNotSave ?? undefined}
            onClick={() =>
              change.mutate({ event: "save", revision, words: wordsOf(draft) }, { onSuccess: () => setTyped(null) })
            }
          >
            {knowledge.saveRevision}
          </Button>
          <Button
            size="large"
            disabled={whyNotPublish !== null || change.isPending}
            title={whyNotPublish ?? undefined}
            onClick={() => setAsking("publish")}
          >
            {knowledge.publish}
          </Button>
          <Button
            size="large"
            danger
            disabled={whyNotRetire !== null || change.isPending}
            title={whyNotRetire ?? undefined}
            onClick={() => setAsking("retire")}
          >
            {knowledge.retire}
          </Button>
        </footer>
        {whyNotSave && <p className="hint">{whyNotSave}</p>}
        {(file.stage === "draft" || file.stage === "revised") && whyNotPublish && (
          <p className="hint">{whyNotPublish}</p>
        )}
      </section>
      <ArticleHistory
        file={file}
        busy={change.isPending}
        onRollBack={({ number }) => change.mutate({ event: "roll_back", revision: file.revision, to: number })}
      />
      {asking && (
        <Dialog title={knowledge[asking]} onClose={() => setAsking(null)}>
          <p>{asking === "publish" ? knowledge.publishHint : knowledge.retireHint}</p>
          {asking === "publish" && <WordsDiff before={live} after={newest.words} />}
          <Confirm
            event={asking}
            articleId={file.id}
            onConfirm={() => {
              setAsking(null);
              change.mutate({ event: asking, revision: file.revision });
            }}
          />
        </Dialog>
      )}
    </div>
  );
}

/** The last button: before words are published, what they would do to other answers is shown, and what would do harm cannot be. */
function Confirm(props: { event: "publish" | "retire"; articleId: string; onConfirm: () => void }) {
  const { event, articleId, onConfirm } = props;
  const { knowledge, learning } = useText();
  const exam = useQuery({ ...articleExamQuery(articleId), enabled: event === "publish" });
  const isRefused = event === "publish" && exam.data?.passed !== true;
  return (
    <>
      {event === "publish" && (
        <section aria-label={learning.exam}>
          <h3>{learning.exam}</h3>
          {exam.isPending ? (
            <p role="status">{learning.examining}</p>
          ) : (
            <Loaded query={exam}>{(report) => <ExamReport report={report} />}</Loaded>
          )}
        </section>
      )}
      <Button
        type="primary"
        size="large"
        danger={event === "retire"}
        disabled={isRefused}
        title={exam.data?.passed === false ? learning.refused : undefined}
        onClick={onConfirm}
      >
        {knowledge[event]}
      </Button>
    </>
  );
}
