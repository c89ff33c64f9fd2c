import { useLayoutEffect, useRef, useState } from "react";
import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import type { Chat, Outgoing } from "../chat-state.ts";
import { timeWords } from "../clock-words.ts";
import { useSandbox, useText } from "../sandbox-context.tsx";
import { Icon } from "./Icon.tsx";
import { MessageRow } from "./MessageRow.tsx";

/** After a pause this long the chat writes the time, as WeChat does. */
const pauseMs = 5 * 60_000;
/** This near to the end counts as reading the newest. */
const nearEndPx = 80;

interface Props {
  readonly group: SandboxGroupView;
  readonly chat: Chat;
  readonly me: PersonaView;
  onQuote(message: SandboxMessageView): void;
  onEdit(message: SandboxMessageView): void;
  onWrite(text: string): void;
}

/** The messages of a group, newest at the bottom, where it stays unless the reader has scrolled up. */
export function Messages({ group, chat, me, onQuote, onEdit, onWrite }: Props) {
  const { store } = useSandbox();
  const text = useText();
  const { frame, missed, onScroll, toEnd, loading } = useScroll(chat, () => store.loadOlder(group));
  const byRef = new Map(chat.messages.map((message) => [message.ref, message]));
  const rows = rowsOf(chat, me.ref);
  const now = new Date();

  return (
    <div className="messages-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <div className="messages" role="log" aria-label={group.name} tabIndex={0} ref={frame} onScroll={onScroll}>
        {loading && <p className="line">{text.loadingOlder}</p>}
        {rows.length === 0 && <p className="line">{text.noMessages}</p>}
        {rows.map(({ message, outgoing, afterPause, repeated }) => (
          <div className="said" key={message.ref}>
            {afterPause && <p className="line">{timeWords(message.at, now, text)}</p>}
            <MessageRow
              group={group}
              message={message}
              outgoing={outgoing}
              quoted={message.quotedRef === null ? null : (byRef.get(message.quotedRef) ?? "gone")}
              me={me}
              repeated={repeated}
              onQuote={onQuote}
              onEdit={onEdit}
              onWrite={onWrite}
            />
          </div>
        ))}
      </div>
      {missed !== null && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon of="down" /> {text.jumpDown(missed)}
        </button>
      )}
    </div>
  );
}

interface Row {
  readonly message: SandboxMessageView;
  readonly outgoing: Outgoing | null;
  readonly afterPause: boolean;
  /** Two people in a row said the same, so that others may want to join. */
  readonly repeated: boolean;
}

function rowsOf(chat: Chat, myRef: string): readonly Row[] {
  const sent = chat.messages.map((message) => ({ message, outgoing: null }));
  const all = [...sent, ...chat.outgoing.map((outgoing) => ({ message: outgoing.message, outgoing }))];
  return all.map(({ message, outgoing }, index) => {
    const [before, after] = [all[index - 1]?.message, all[index + 1]?.message];
    const afterPause = !before || Math.abs(Date.parse(message.at) - Date.parse(before.at)) > pauseMs;
    const chained = isSame(before, message) && before?.senderRef !== message.senderRef && !isSame(message, after);
    return { message, outgoing, afterPause, repeated: chained && message.senderRef !== myRef && !outgoing };
  });
}

function isSame(one: SandboxMessageView | undefined, other: SandboxMessageView | undefined): boolean {
  if (!one || !other || one.recalled || one.text === "" || one.fromBot || one.kind === "system") return false;
  return one.kind === other.kind && one.text === other.text;
}

/** Keeps the end in sight while the reader is there, holds the place while older messages come in above, and counts what is missed. */
function useScroll(chat: Chat, loadOlder: () => Promise<void>) {
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const fromEnd = useRef(0);
  const firstPosition = useRef(0);
  const [readUpTo, setReadUpTo] = useState<number | null>(null);
  const [loading, setLoading] = useState(false);
  const last = chat.messages.at(-1)?.position ?? 0;
  const first = chat.messages[0]?.position ?? 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: it measures what these have just put on the page.
  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return;
    if (atEnd.current) box.scrollTop = box.scrollHeight;
    else if (first < firstPosition.current) box.scrollTop = box.scrollHeight - fromEnd.current;
    firstPosition.current = first;
    fromEnd.current = box.scrollHeight - box.scrollTop;
  }, [chat, first]);

  useLayoutEffect(() => {
    // Pictures, a keyboard that opens, a window that turns: the end stays in sight.
    const box = frame.current;
    if (!box || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  function onScroll() {
    const box = frame.current;
    if (!box) return;
    fromEnd.current = box.scrollHeight - box.scrollTop;
    atEnd.current = fromEnd.current - box.clientHeight < nearEndPx;
    setReadUpTo((before) => (atEnd.current ? null : (before ?? last)));
    if (box.scrollTop > nearEndPx || loading || chat.complete || chat.messages.length === 0) return;
    setLoading(true);
    void loadOlder().finally(() => setLoading(false));
  }

  function toEnd() {
    atEnd.current = true;
    setReadUpTo(null);
    if (frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  }

  const missed = readUpTo === null ? null : chat.messages.filter(({ position }) => position > readUpTo).length;
  return { frame, missed, onScroll, toEnd, loading };
}
