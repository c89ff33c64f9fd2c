import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { ParkedView } from "../../api/parked.ts";
import type { PostView } from "../../api/posts.ts";
import type { QuestionView } from "../../api/questions.ts";
import { send } from "../client.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { SettleButtons } from "../parts/SettleButtons.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { PostStateTag } from "../parts/Timeline.tsx";
import { formatAgo } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { openQuestionsQuery, parkedQuery, postsToSettleQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What the house may not decide by itself: posts of unknown fate, questions without an answer, messages it could not read. */
export function PendingPage() {
  const { pending } = useText();
  const posts = useQuery(postsToSettleQuery);
  const questions = useQuery(openQuestionsQuery);
  const parked = useQuery(parkedQuery);
  return (
    <>
      <h1>{pending.title}</h1>
      <h2>{pending.posts}</h2>
      <Loaded query={posts}>
        {(all) => <Cards of={all} empty={pending.noPosts} card={(post) => <PostCard key={post.id} post={post} />} />}
      </Loaded>
      <h2>{pending.questions}</h2>
      <Loaded query={questions}>
        {(all) => (
          <Cards of={all} empty={pending.noQuestions} card={(one) => <QuestionCard key={one.id} question={one} />} />
        )}
      </Loaded>
      <h2>{pending.parked}</h2>
      <Loaded query={parked}>
        {(all) => <Cards of={all} empty={pending.noParked} card={(one) => <ParkedCard key={one.id} parked={one} />} />}
      </Loaded>
    </>
  );
}

function Cards<T>(props: { of: readonly T[]; empty: { what: string; todo: string }; card: (one: T) => ReactNode }) {
  if (props.of.length === 0) return <Message {...props.empty} />;
  return <ul className="cards">{props.of.map(props.card)}</ul>;
}

function PostCard({ post }: { post: PostView }) {
  const text = useText();
  return (
    <li className="card">
      <header>
        <h3>{post.group.name}</h3>
        <PostStateTag state={post.state} />
        {post.ticket && (
          <Link to={paths.ticket(post.ticket.id)}>
            <code>{post.ticket.code}</code>
          </Link>
        )}
      </header>
      <blockquote>{post.text}</blockquote>
      <p className="hint">
        {post.state === "uncertain" && <span>{text.pending.postsHint}</span>}
        {post.state === "withheld" && <span>{text.pending.withheldHint}</span>}
        {post.reason && <span>{post.reason}</span>}
        <span>{text.pending.tries(post.tries)}</span>
        <span>{formatAgo(post.triedAt ?? post.createdAt, new Date(), text)}</span>
      </p>
      <SettleButtons post={post} />
    </li>
  );
}

function QuestionCard({ question }: { question: QuestionView }) {
  const text = useText();
  const [note, setNote] = useState("");
  const close = useChange<{ note?: string }>(`/api/questions/${question.id}/close`, "questions", text.pending.settled);
  return (
    <li className="card">
      <header>
        <h3>{question.text}</h3>
      </header>
      <p className="hint">
        <span>{question.group.name}</span>
        <span>{formatAgo(question.askedAt, new Date(), text)}</span>
      </p>
      <footer>
        <Input
          aria-label={text.pending.closeNote}
          placeholder={text.pending.closeNote}
          maxLength={2_000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Button
          size="large"
          disabled={close.isPending}
          onClick={() => close.mutate(note.trim() === "" ? {} : { note: note.trim() })}
        >
          {text.pending.closeQuestion}
        </Button>
      </footer>
    </li>
  );
}

function ParkedCard({ parked }: { parked: ParkedView }) {
  const text = useText();
  const retry = useChange<undefined>(`/api/parked/${parked.id}/retry`, "status", text.pending.retried);
  return (
    <li className="card">
      <header>
        <h3>{parked.group?.name ?? text.platforms[parked.platform]}</h3>
      </header>
      {parked.excerpt && <blockquote>{parked.excerpt}</blockquote>}
      <p className="hint">
        <span>{parked.reason}</span>
        <span>{text.pending.tries(parked.tries)}</span>
        <span>{formatAgo(parked.receivedAt, new Date(), text)}</span>
      </p>
      <footer>
        <Button size="large" disabled={retry.isPending} onClick={() => retry.mutate(undefined)}>
          {text.pending.retry}
        </Button>
      </footer>
    </li>
  );
}

/** Sends one change and reads again what it touched. */
function useChange<B>(path: string, touched: string, doneText: string) {
  const client = useQueryClient();
  const notice = useNotice();
  const refused = useRefusalNotice();
  return useMutation({
    mutationFn: (body: B) => send<unknown>("POST", path, body),
    onSuccess: () => notice({ kind: "done", text: doneText }),
    onError: refused,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [touched] }),
        client.invalidateQueries({ queryKey: ["status"] }),
      ]),
  });
}
