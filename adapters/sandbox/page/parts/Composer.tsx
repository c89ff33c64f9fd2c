import { type Dispatch, type KeyboardEvent, type SetStateAction, useEffect, useRef, useState } from "react";
import { textCharsMax } from "../../../../src/domain/chat.ts";
import type { PersonaView, SandboxGroupView } from "../../sandbox-api.ts";
import type { Words } from "../chat-store.ts";
import { client } from "../client.ts";
import { useSandbox, useText } from "../sandbox-context.tsx";
import { Avatar } from "./Avatar.tsx";
import { type Draft, emptyDraft } from "./draft.ts";
import { Icon } from "./Icon.tsx";
import { lineOf } from "./line-of.ts";
import { MorePanel } from "./MorePanel.tsx";

interface Props {
  readonly group: SandboxGroupView;
  readonly me: PersonaView;
  readonly draft: Draft;
  readonly onDraft: Dispatch<SetStateAction<Draft>>;
  onChoose(): void;
}

/** Where the reader writes, and says as whom. */
export function Composer({ group, me, draft, onDraft, onChoose }: Props) {
  const { store } = useSandbox();
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const [panel, setPanel] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const over = draft.text.length - textCharsMax;
  const empty = draft.text.trim() === "";

  // A quote, an edit or an example was chosen elsewhere: the next key belongs here.
  const { quoted, editing } = draft;
  useEffect(() => {
    if (quoted || editing) field.current?.focus();
  }, [quoted, editing]);

  const say = (words: Omit<Words, "quotedRef">) => {
    store.say(group, me, { ...words, quotedRef: draft.quoted?.ref ?? null });
    setPanel(false);
    onDraft({ ...emptyDraft, asVoice: draft.asVoice });
  };

  async function submit() {
    if (empty || over > 0) return;
    setProblem(null);
    const { editing: old, asVoice, text: words } = draft;
    if (!old) return say({ kind: asVoice ? "voice" : "text", text: words, picture: null });
    try {
      await client.edit(group.id, { ref: old.ref, senderRef: old.senderRef, text: words });
      onDraft(emptyDraft);
    } catch (error) {
      setProblem(text.errors[(error as { code?: string }).code ?? ""] ?? text.errorElse);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // While a Chinese word is being composed, Enter chooses the word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  }

  const placeholder = draft.editing ? text.typeEdit : draft.asVoice ? text.typeVoice : text.typeHere;
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Attachment
        draft={draft}
        onDrop={() => onDraft({ ...draft, ...(draft.editing ? emptyDraft : { quoted: null }) })}
      />
      {problem && (
        <p className="composer-problem" role="alert">
          {problem}
        </p>
      )}
      {over > 0 && (
        <p className="composer-problem" role="alert">
          {text.tooLong(over)}
        </p>
      )}
      <button type="button" className="who" onClick={onChoose}>
        <Avatar senderRef={me.ref} nick={me.nick} />
        <span className="who-words">
          {text.iAm} <b>{me.nick}</b>
        </span>
        <Icon of="down" />
      </button>
      <div className="composer-line">
        <button
          type="button"
          className="round"
          aria-label={draft.asVoice ? text.toText : text.toVoice}
          aria-pressed={draft.asVoice}
          onClick={() => onDraft({ ...draft, asVoice: !draft.asVoice, editing: null })}
        >
          <Icon of={draft.asVoice ? "keyboard" : "voice"} />
        </button>
        <textarea
          ref={field}
          className={draft.asVoice ? "field field-voice" : "field"}
          rows={Math.min(5, draft.text.split("\n").length)}
          value={draft.text}
          placeholder={placeholder}
          aria-label={placeholder}
          enterKeyHint="send"
          onChange={(event) => onDraft({ ...draft, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="round"
          aria-label={text.more}
          aria-expanded={panel}
          onClick={() => setPanel(!panel)}
        >
          <Icon of="more" />
        </button>
        <button type="submit" className="send" disabled={empty || over > 0}>
          {draft.editing ? text.save : text.send}
        </button>
      </div>
      {panel && <MorePanel onSay={say} />}
    </form>
  );
}

/** The message that is quoted or changed, above the field. */
function Attachment({ draft, onDrop }: { draft: Draft; onDrop: () => void }) {
  const text = useText();
  const message = draft.editing ?? draft.quoted;
  if (!message) return null;
  const nick = message.fromBot ? text.botName : message.nick;
  return (
    <p className="attachment">
      <span>
        {draft.editing ? text.edit : text.quoting(nick)}：<bdi>{lineOf(message, text)}</bdi>
      </span>
      <button type="button" className="round" aria-label={text.cancel} onClick={onDrop}>
        <Icon of="close" />
      </button>
    </p>
  );
}
