import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { Link } from "react-router";
import type { QuestionGroupView } from "../../api/questions.ts";
import { send } from "../client.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { questionGroupsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What residents asked and no article answers, the alike together, each one click from a drafted article. */
export function UnansweredPage() {
  const { knowledge } = useText();
  const groups = useQuery(questionGroupsQuery);
  return (
    <>
      <p>
        <Link to={paths.knowledge()}>← {knowledge.back}</Link>
      </p>
      <h1>{knowledge.unansweredTitle}</h1>
      <p className="hint">{knowledge.unansweredHint}</p>
      <Loaded query={groups}>
        {(all) =>
          all.length === 0 ? (
            <Message {...knowledge.noUnanswered} />
          ) : (
            <ol className="cards">
              {all.map((group) => (
                <GroupCard key={group.questionIds[0]} group={group} />
              ))}
            </ol>
          )
        }
      </Loaded>
    </>
  );
}

function GroupCard({ group }: { group: QuestionGroupView }) {
  const text = useText();
  const { knowledge } = text;
  const { question, variants, questionIds, households, areaPath, lastAskedAt } = group;
  const client = useQueryClient();
  const notice = useNotice();
  const close = useMutation({
    // One after the other: when one is refused, those before it are closed all the same.
    mutationFn: async () => {
      for (const id of questionIds) await send<unknown>("POST", `/api/questions/${id}/close`, {});
    },
    onSuccess: () => notice({ kind: "done", text: knowledge.groupClosed }),
    onError: useRefusalNotice(),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["questions"] }),
        client.invalidateQueries({ queryKey: ["status"] }),
      ]),
  });
  const begun = { question, variants: variants.join("\n"), ...(areaPath === null ? {} : { areaPath }) };
  return (
    <li className="card">
      <header>
        <h2>{question}</h2>
      </header>
      <p className="hint">
        <span>{knowledge.askedBy(households, questionIds.length)}</span>
        {areaPath !== null && <span>{areaPath}</span>}
        <span>{formatAgo(lastAskedAt, new Date(), text)}</span>
      </p>
      {variants.length > 0 && (
        <>
          <p className="hint">{knowledge.otherWays}</p>
          <ul>
            {variants.map((variant) => (
              <li key={variant}>{variant}</li>
            ))}
          </ul>
        </>
      )}
      <footer>
        <Link to={paths.newArticle(begun)}>{knowledge.draftFor}</Link>
        {areaPath !== null && <Link to={paths.tryQuestion({ question, areaPath })}>{knowledge.tryTitle}</Link>}
        <Button disabled={close.isPending} onClick={() => close.mutate()}>
          {knowledge.closeGroup}
        </Button>
      </footer>
    </li>
  );
}
