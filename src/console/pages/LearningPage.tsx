import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import InputNumber from "antd/es/input-number";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link } from "react-router";
import type { ExamView, LearntModelList, PromptList } from "../../api/learning.ts";
import { send } from "../client.ts";
import { ExamReport } from "../parts/ExamReport.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatInstant } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { examQuery, learntModelsQuery, promptsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What the house reads by: its prompts, the exam that each change must pass, and what the local reader has learnt. */
export function LearningPage() {
  const { learning } = useText();
  const prompts = useQuery(promptsQuery);
  const exam = useQuery(examQuery);
  const models = useQuery(learntModelsQuery);
  return (
    <div className="learning">
      <h1>{learning.title}</h1>
      <p className="hint">{learning.hint}</p>
      <Loaded query={prompts}>{(found) => <Prompts list={found} />}</Loaded>
      <Loaded query={exam}>{(found) => <Exam exam={found} />}</Loaded>
      <Loaded query={models}>{(found) => <Learnt list={found} />}</Loaded>
    </div>
  );
}

function Prompts({ list: { model, prompts } }: { list: PromptList }) {
  const { learning } = useText();
  return (
    <section aria-label={learning.prompts}>
      <h2>{learning.prompts}</h2>
      {model === null ? <Message {...learning.noModel} /> : <p className="hint">{learning.model(model)}</p>}
      <ul className="cards">
        {prompts.map(({ id, live }) => (
          <li key={id} className="card">
            <header>
              <h3>
                <Link to={paths.prompt(id)}>{learning.promptNames(id)}</Link>
              </h3>
              <Tag color="green">{learning.liveIs(learning.version(live))}</Tag>
            </header>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Sends a change and reads again all that exams show. */
function useChange<T>(change: (what: T) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: change,
    onSuccess: () => notice({ kind: "done", text: done }),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["learning"] }),
  });
}

function Exam({ exam }: { exam: ExamView }) {
  const { learning } = useText();
  return (
    <section aria-label={learning.examTitle}>
      <h2>{learning.examTitle}</h2>
      <p>{learning.windows(exam.windows.shipped, exam.windows.decided)}</p>
      <p className="hint">{learning.windowsHint}</p>
      <Margins key={JSON.stringify(exam.margins)} margins={exam.margins} />
      <h3>{learning.questionTitle}</h3>
      <p className="hint">{learning.questionHint}</p>
      <Questions questions={exam.questions} />
    </section>
  );
}

function Margins({ margins }: { margins: ExamView["margins"] }) {
  const { learning } = useText();
  const mayNot = useMayNot("publish_learnt");
  const [typed, setTyped] = useState<Readonly<Record<string, number>>>({});
  const save = useChange((body: object) => send<void>("PATCH", "/api/exam/margins", body), learning.marginsSaved);
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(typed);
      }}
    >
      <table className="figures">
        <caption>{learning.marginsTitle}</caption>
        <tbody>
          {margins.map(({ measure, margin }) => (
            <tr key={measure}>
              <th scope="row">{learning.measures[measure]}</th>
              <td>
                <InputNumber
                  controls={false}
                  aria-label={`${learning.measures[measure]} ${learning.margin}`}
                  min={0}
                  max={1_000}
                  step={0.01}
                  value={typed[measure] ?? margin}
                  disabled={mayNot !== null}
                  onChange={(value) => setTyped({ ...typed, [measure]: Number(value ?? 0) })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <Button
          htmlType="submit"
          disabled={mayNot !== null || Object.keys(typed).length === 0}
          title={mayNot ?? undefined}
          loading={save.isPending}
        >
          {learning.saveMargins}
        </Button>
      </footer>
    </form>
  );
}

function Questions({ questions }: { questions: ExamView["questions"] }) {
  const { learning } = useText();
  const mayNot = useMayNot("write_articles");
  const drop = useChange(
    (id: string) => send<void>("DELETE", `/api/exam/questions/${encodeURIComponent(id)}`),
    learning.dropped,
  );
  if (questions.length === 0) return <p className="hint">{learning.noQuestions}</p>;
  return (
    <ul className="cards">
      {questions.map(({ id, question, areaPath, articleId, article }) => (
        <li key={id} className="card">
          <header>
            <h4>{question}</h4>
            <Tag>{areaPath}</Tag>
          </header>
          <p className="hint">{articleId === null ? learning.nobodyAnswers : (article ?? articleId)}</p>
          <footer>
            <Button disabled={mayNot !== null} title={mayNot ?? undefined} onClick={() => drop.mutate(id)}>
              {learning.drop}
            </Button>
          </footer>
        </li>
      ))}
    </ul>
  );
}

function Learnt({ list: { live, models } }: { list: LearntModelList }) {
  const { learning } = useText();
  const mayNot = useMayNot("publish_learnt");
  const learn = useChange(() => send<void>("POST", "/api/reader-models"), learning.learning);
  const back = useChange(
    (to: number) => send<void>("POST", "/api/reader-models/roll-back", { to }),
    learning.rolledBack,
  );
  const now = new Date();
  const why = { disabled: mayNot !== null, title: mayNot ?? undefined };
  return (
    <section aria-label={learning.learntTitle}>
      <h2>{learning.learntTitle}</h2>
      <p className="hint">{learning.learntHint}</p>
      <p>
        <Button {...why} loading={learn.isPending} onClick={() => learn.mutate(undefined)}>
          {learning.learnNow}
        </Button>
        {live !== 0 && (
          <Button {...why} onClick={() => back.mutate(0)}>
            {learning.rollBack(0)}
          </Button>
        )}
      </p>
      {models.length === 0 && <p className="hint">{learning.noLearnt}</p>}
      <ol className="cards">
        {models.map(({ number, examples, trainedAt, report, publishedAt, restores }) => (
          <li key={number} className="card">
            <header>
              <h3>{learning.version(number)}</h3>
              {number === live && <Tag color="green">{learning.isLive}</Tag>}
              {restores !== null && <Tag>{learning.restores(restores)}</Tag>}
              {publishedAt === null && <Tag color="red">{learning.learntRefused}</Tag>}
            </header>
            <p className="hint">{learning.learntFrom(examples, formatInstant(trainedAt, now))}</p>
            {report && (
              <details>
                <summary>{learning.exam}</summary>
                <ExamReport report={report} />
              </details>
            )}
            {publishedAt !== null && restores === null && number !== live && (
              <footer>
                <Button {...why} onClick={() => back.mutate(number)}>
                  {learning.rollBack(number)}
                </Button>
              </footer>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
