import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useRef, useState } from "react";
import type { RelayGroupView, RelayPostView, SettleRelayPost } from "../../api/relay.ts";
import { send } from "../client.ts";
import { type Copied, copyText } from "../parts/copy-text.ts";
import { useNotice } from "../parts/Notices.tsx";
import { RelayGroupForm } from "../parts/RelayGroupForm.tsx";
import { RelayWords } from "../parts/RelayWords.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { relayQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What a person carries to and from groups where no bot may be: one group at a time, its next post on top. */
export function RelayPage() {
  const { relay } = useText();
  const groups = useQuery(relayQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className="relay">
      <h1>{relay.title}</h1>
      <Loaded query={groups}>
        {(all) => {
          // Until somebody chooses, the group where something waits.
          const group = all.find(({ id }) => id === chosen) ?? all.find(({ next }) => next) ?? all[0];
          if (!group) return <Message {...relay.empty} />;
          return (
            <>
              {all.length > 1 && <GroupChoice groups={all} chosen={group.id} onChoose={setChosen} />}
              {group.next ? (
                <NextPost key={group.next.id} group={group} post={group.next} />
              ) : (
                <NothingNext group={group} />
              )}
              <RelayWords key={group.id} group={group} />
            </>
          );
        }}
      </Loaded>
      <RelayGroupForm onMade={setChosen} />
    </div>
  );
}

function GroupChoice(props: {
  groups: readonly RelayGroupView[];
  chosen: string;
  onChoose: (groupId: string) => void;
}) {
  const { relay } = useText();
  return (
    <Select
      aria-label={relay.group}
      size="large"
      value={props.chosen}
      onChange={props.onChoose}
      options={props.groups.map(({ id, name, waiting }) => ({
        value: id,
        label: waiting > 0 ? `${name} (${waiting})` : name,
      }))}
    />
  );
}

function NothingNext({ group }: { group: RelayGroupView }) {
  const { relay } = useText();
  return (
    <section className="card" aria-label={group.name}>
      <header>
        <h2>{group.name}</h2>
      </header>
      <Message {...relay.nothing} />
    </section>
  );
}

/** The one post to paste now. What is below it in the queue is not shown, so that nobody pastes it first. */
function NextPost({ group, post }: { group: RelayGroupView; post: RelayPostView }) {
  const text = useText();
  const { relay } = text;
  const now = new Date();
  const [copied, setCopied] = useState<ReadonlySet<number>>(new Set());
  const take = useRelayChange<undefined>(`/api/relay/posts/${post.id}/take`, null);
  const settle = useRelayChange<SettleRelayPost>(`/api/relay/posts/${post.id}/settle`, ({ as }) =>
    as === "sent" ? relay.marked : relay.dropped,
  );
  const other = post.takenBy && !post.takenBy.mine ? post.takenBy : null;
  // After a reload nobody knows which parts were copied; that some were is known.
  const isTaken = copied.size === 0 && (post.takenBy?.mine ?? false);
  const whyNotSent = other
    ? relay.takenBy(other.name, formatAgo(other.at, now, text))
    : isTaken || copied.size === post.parts.length
      ? null
      : relay.copyFirst;
  const onCopied = (index: number) => {
    setCopied(new Set([...copied, index]));
    take.mutate(undefined);
  };
  return (
    <section className="card" aria-label={group.name}>
      <header>
        <h2>{group.name}</h2>
        {post.urgent && <Tag color="red">{relay.urgent}</Tag>}
        <small>{relay.age(formatAgo(post.createdAt, now, text))}</small>
      </header>
      {other && <p className="warning">{relay.takenBy(other.name, formatAgo(other.at, now, text))}</p>}
      {post.parts.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a post never change their order.
          key={index}
          words={part}
          label={post.parts.length > 1 ? relay.part(index + 1, post.parts.length) : null}
          fixed={other !== null}
          onCopied={() => onCopied(index)}
        />
      ))}
      <footer>
        <Button
          type="primary"
          size="large"
          className="relay-sent"
          disabled={settle.isPending || whyNotSent !== null}
          title={whyNotSent ?? undefined}
          onClick={() => settle.mutate({ as: "sent" })}
        >
          {relay.sent}
        </Button>
        <Button
          size="large"
          danger
          disabled={settle.isPending || other !== null}
          onClick={() => settle.mutate({ as: "dropped" })}
        >
          {relay.drop}
        </Button>
      </footer>
      <p className="hint">
        {whyNotSent === relay.copyFirst && <span>{relay.copyFirst}</span>}
        {group.waiting > 1 && <span>{relay.waiting(group.waiting - 1)}</span>}
      </p>
    </section>
  );
}

function Part(props: { words: string; label: string | null; fixed: boolean; onCopied: () => void }) {
  const { relay } = useText();
  const shown = useRef<HTMLQuoteElement>(null);
  const [copied, setCopied] = useState<Copied | null>(null);
  const copy = () => {
    if (!shown.current) return;
    setCopied(copyText(shown.current));
    props.onCopied();
  };
  return (
    <div className="relay-part">
      {props.label && <small>{props.label}</small>}
      <blockquote ref={shown}>{props.words}</blockquote>
      <Button type={copied ? "default" : "primary"} size="large" block disabled={props.fixed} onClick={copy}>
        {relay.copy}
      </Button>
      <p className="hint" role="status">
        {copied === "copied" && relay.copied}
        {copied === "selected" && relay.selectByHand}
      </p>
    </div>
  );
}

/** Sends one change of a post in hand and reads again what is next. */
function useRelayChange<B>(path: string, doneText: ((body: B) => string) | null) {
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (body: B) => send<unknown>("POST", path, body),
    onSuccess: (_, body) => {
      if (doneText) notice({ kind: "done", text: doneText(body) });
    },
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["posts"] }),
  });
}
