import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { HeardWords, PastedWords, RelayGroupView } from "../../api/relay.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { formatInstant } from "./time.ts";

/** The field that words are pasted into, and what was read of them. */
export function RelayWords({ group }: { group: RelayGroupView }) {
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
