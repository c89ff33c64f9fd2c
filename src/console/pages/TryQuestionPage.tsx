import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useId, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { TrialView } from "../../api/knowledge.ts";
import { newKey, send } from "../client.ts";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded } from "../parts/States.tsx";
import { paths } from "../paths.ts";
import { areasQuery, trialQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** A question tried out: what would be answered in an area, why, how sure it is, and what came second. */
export function TryQuestionPage() {
  const { knowledge } = useText();
  const [asked, setAsked] = useSearchParams();
  const { data: areas = [] } = useQuery(areasQuery);
  const [question, setQuestion] = useState(asked.get("question") ?? "");
  const [chosen, setAreaPath] = useState(asked.get("areaPath"));
  const areaPath = chosen ?? areas[0] ?? null;
  const id = useId();
  const tried = { question: asked.get("question") ?? "", areaPath: asked.get("areaPath") ?? "" };
  return (
    <>
      <p>
        <Link to={paths.knowledge()}>← {knowledge.back}</Link>
      </p>
      <h1>{knowledge.tryTitle}</h1>
      <p className="hint">{knowledge.tryHint}</p>
      <form
        className="card try-question"
        onSubmit={(event) => {
          event.preventDefault();
          if (areaPath !== null && question.trim() !== "") setAsked({ question: question.trim(), areaPath });
        }}
      >
        <div className="field">
          <label htmlFor={id}>{knowledge.tryQuestion}</label>
          <Input
            id={id}
            size="large"
            maxLength={500}
            value={question}
            onChange={({ target }) => setQuestion(target.value)}
          />
        </div>
        <div className="field">
          <span>{knowledge.tryArea}</span>
          <Select
            aria-label={knowledge.tryArea}
            size="large"
            showSearch
            value={areaPath}
            onChange={setAreaPath}
            options={areas.map((path) => ({ value: path, label: path }))}
          />
        </div>
        <footer>
          <Button type="primary" size="large" htmlType="submit" disabled={areaPath === null || question.trim() === ""}>
            {knowledge.tryNow}
          </Button>
        </footer>
      </form>
      {tried.question !== "" && <Tried asked={tried} />}
    </>
  );
}

function Tried({ asked }: { asked: { readonly question: string; readonly areaPath: string } }) {
  const trial = useQuery(trialQuery(asked));
  return <Loaded query={trial}>{(found) => <Trial trial={found} asked={asked} />}</Loaded>;
}

const percent = (share: number) => `${Math.round(share * 100)}%`;

function Trial(props: { trial: TrialView; asked: { readonly question: string; readonly areaPath: string } }) {
  const { trial, asked } = props;
  const { knowledge, learning, marks } = useText();
  const { decision, silentBecause, score, answerAt, said, hits } = trial;
  const answer = hits.find(({ article }) => article.id === said[0])?.article;
  return (
    <div className="trial" role="status">
      <section className="card">
        <header>
          <h2>{knowledge.decisions[decision]}</h2>
        </header>
        {decision === "answer" && answer && <blockquote className="answer">{answer.answer}</blockquote>}
        <p className="hint">
          {silentBecause && <span>{knowledge.silentBecause[silentBecause]}</span>}
          <span>{knowledge.sure(score.toFixed(2), answerAt.toFixed(2))}</span>
        </p>
        {decision !== "answer" && <Link to={paths.newArticle(asked)}>{knowledge.writeFor}</Link>}
        <AddToExam asked={asked} articleId={null} word={learning.addSilent} />
      </section>
      {hits.length > 0 && <h2>{knowledge.candidates}</h2>}
      <ol className="cards">
        {hits.map(({ article, nearness, hold, matched }) => (
          <li key={article.id} className="card">
            <header>
              <h3>{article.question || article.source}</h3>
              <Tag color={hold === "holds" ? "green" : "red"}>{knowledge.holds[hold]}</Tag>
              <Tag>{knowledge.nearness(percent(nearness))}</Tag>
            </header>
            <p className="answer">{article.answer}</p>
            <p className="hint">
              <span>
                {knowledge.matched}
                {marks.colon}
              </span>
              {matched.length === 0 ? knowledge.noneMatched : matched.map((word) => <mark key={word}>{word}</mark>)}
            </p>
            <Link to={paths.article(article.id)}>{knowledge.mend}</Link>
            <AddToExam asked={asked} articleId={article.id} word={learning.addAnswered} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Puts the question into the exam: from now on an article is published only if this one still answers it, or none does. */
function AddToExam(props: {
  asked: { readonly question: string; readonly areaPath: string };
  articleId: string | null;
  word: string;
}) {
  const { asked, articleId, word } = props;
  const { learning, marks } = useText();
  const notice = useNotice();
  const client = useQueryClient();
  const mayNot = useMayNot("write_articles");
  const add = useMutation({
    mutationFn: () => send<void>("POST", "/api/exam/questions", { ...asked, articleId }, newKey()),
    onSuccess: () => notice({ kind: "done", text: learning.added }),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["learning"] }),
  });
  return (
    <Button
      size="small"
      disabled={mayNot !== null || add.isPending || add.isSuccess}
      title={mayNot ?? undefined}
      onClick={() => add.mutate()}
    >
      {learning.addQuestion}
      {marks.colon}
      {word}
    </Button>
  );
}
