import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useRef, useState } from "react";
import type {
  HeardWords,
  NewRelayGroup,
  PastedWords,
  RelayGroupView,
  RelayPostView,
  SettleRelayPost,
} from "../../api/relay.ts";
import { send } from "../client.ts";
import { type Copied, copyText } from "../parts/copy-text.ts";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo, formatInstant } from "../parts/time.ts";
import { areasQuery, relayQuery } from "../queries.ts";
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
              <Words key={group.id} group={group} />
            </>
          );
        }}
      </Loaded>
      <NewGroup onMade={setChosen} />
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

/** The field that words are pasted into, and what was read of them. */
function Words({ group }: { group: RelayGroupView }) {
  const text = useText();
  const { relay } = text;
  const [pasted, setPasted] = useState("");
  const hand = useMutation({
    mutationFn: (body: PastedWords) => send<HeardWords>("POST", `/api/relay/groups/${group.id}/words`, body),
    onSuccess: () => setPasted(""),
    onError: useRefusalNotice(),
  });
  return (
    <section className="card">
      <label htmlFor="relay-words">
        <strong>{relay.words}</strong>
      </label>
      <Input.TextArea
        id="relay-words"
        // A field that grows measures itself in another one, which the page's policy leaves in sight.
        rows={5}
        maxLength={200_000}
        value={pasted}
        onChange={({ target }) => setPasted(target.value)}
      />
      <p className="hint">{relay.wordsHint}</p>
      <footer>
        <Button
          size="large"
          loading={hand.isPending}
          disabled={pasted.trim() === ""}
          onClick={() => hand.mutate({ text: pasted })}
        >
          {relay.hand}
        </Button>
      </footer>
      {hand.data && (
        <div role="status">
          <p>{relay.heard(hand.data.length)}</p>
          <ol className="relay-heard">
            {hand.data.map(({ speaker, at, kind, text: words, ours }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that was read once and never changes.
              <li key={index}>
                <small>
                  {ours ? relay.ours : speaker} {formatInstant(at, new Date())}
                </small>
                <p>
                  {text.messageKinds[kind] && <Tag>{text.messageKinds[kind]}</Tag>}
                  {words}
                </p>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** The form by which an admin names a group. */
function NewGroup({ onMade }: { onMade: (groupId: string) => void }) {
  const text = useText();
  const { relay } = text;
  const mayNot = useMayNot("manage_groups");
  const client = useQueryClient();
  const notice = useNotice();
  const { data: areas = [] } = useQuery(areasQuery);
  const [group, setGroup] = useState<NewRelayGroup>({ name: "", areaPath: "", kind: "residents" });
  const make = useMutation({
    mutationFn: (body: NewRelayGroup) => send<{ id: string }>("POST", "/api/relay/groups", body),
    onSuccess: ({ id }) => {
      notice({ kind: "done", text: relay.created(group.name) });
      setGroup({ ...group, name: "" });
      onMade(id);
    },
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: relayQuery.queryKey }),
  });
  return (
    <details className="card">
      <summary>{relay.newGroup}</summary>
      <div className="field">
        <label htmlFor="relay-name">{relay.name}</label>
        <Input
          id="relay-name"
          size="large"
          maxLength={60}
          disabled={mayNot !== null}
          value={group.name}
          onChange={({ target }) => setGroup({ ...group, name: target.value })}
        />
      </div>
      <div className="field">
        <span>{relay.area}</span>
        <Select
          aria-label={relay.area}
          size="large"
          showSearch
          disabled={mayNot !== null}
          value={group.areaPath || null}
          onChange={(areaPath) => setGroup({ ...group, areaPath: areaPath ?? "" })}
          options={areas.map((path) => ({ value: path, label: path }))}
        />
      </div>
      <div className="field">
        <span>{relay.kind}</span>
        <Select
          aria-label={relay.kind}
          size="large"
          disabled={mayNot !== null}
          value={group.kind}
          onChange={(kind) => setGroup({ ...group, kind })}
          options={(["residents", "staff"] as const).map((kind) => ({ value: kind, label: text.groups.kinds[kind] }))}
        />
      </div>
      <Button
        size="large"
        loading={make.isPending}
        disabled={mayNot !== null || group.name.trim() === "" || group.areaPath === ""}
        title={mayNot ?? undefined}
        onClick={() => make.mutate(group)}
      >
        {relay.create}
      </Button>
      {mayNot && <p className="hint">{mayNot}</p>}
    </details>
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
