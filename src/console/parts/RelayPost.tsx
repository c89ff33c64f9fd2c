import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useRef, useState } from "react";
import type { RelayGroupView, RelayPostView, SettleRelayPost } from "../../api/relay.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { type Copied, copyText } from "./copy-text.ts";
import { useNotice } from "./Notices.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { formatAgo } from "./time.ts";

/** The one post to paste now. What is below it in the queue is not shown, so that nobody pastes it first. */
export function RelayPost({ group, post }: { group: RelayGroupView; post: RelayPostView }) {
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
