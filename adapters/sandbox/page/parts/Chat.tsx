import { useCallback, useMemo, useState } from "react";
import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import { noChat, personasIn } from "../chat-state.ts";
import { useChatState, useSandbox, useText } from "../sandbox-context.tsx";
import { Composer } from "./Composer.tsx";
import { emptyDraft } from "./draft.ts";
import { Hint } from "./Hint.tsx";
import { Icon } from "./Icon.tsx";
import { Messages } from "./Messages.tsx";
import { PersonaPicker } from "./PersonaPicker.tsx";

/** One group's chat, and who the reader is in it. */
export function Chat({ group, alone, onClose }: { group: SandboxGroupView; alone: boolean; onClose: () => void }) {
  const { bePersona } = useSandbox();
  const state = useChatState();
  const text = useText();
  const chat = state.chats.get(group.ref) ?? noChat;
  const { me, people } = usePersona(group);
  const [draft, setDraft] = useState(emptyDraft);
  const [choosing, setChoosing] = useState(false);

  // The rows of a long chat are kept between renders, so what they are handed must stay the same.
  const quote = useCallback(
    (quoted: SandboxMessageView) => setDraft((before) => ({ ...before, quoted, editing: null })),
    [],
  );
  const edit = useCallback(
    (editing: SandboxMessageView) => setDraft({ ...emptyDraft, editing, text: editing.text }),
    [],
  );
  const write = useCallback((words: string) => setDraft((before) => ({ ...before, editing: null, text: words })), []);

  return (
    <section className="chat" aria-label={group.name}>
      <header className="bar">
        <button type="button" className="bar-button bar-back" aria-label={text.back} onClick={onClose}>
          <Icon of="back" />
        </button>
        <h2>
          <bdi>{group.name}</bdi>{" "}
          <span className="bar-count">{text.members(Math.max(group.members, people.length + 1))}</span>
        </h2>
        {!alone && (
          <button type="button" className="bar-button bar-close" aria-label={text.closeChat} onClick={onClose}>
            <Icon of="close" />
          </button>
        )}
      </header>
      {!state.live && (
        <p className="banner" role="status">
          <span className="spinner" aria-hidden="true" />
          {text.reconnecting}
        </p>
      )}
      <Messages group={group} chat={chat} me={me} onQuote={quote} onEdit={edit} onWrite={write} />
      {group.kind === "residents" && <Hint onTry={write} />}
      <Composer group={group} me={me} draft={draft} onDraft={setDraft} onChoose={() => setChoosing(true)} />
      {choosing && (
        <PersonaPicker
          people={people}
          me={me}
          onClose={() => setChoosing(false)}
          onPick={(ref) => {
            bePersona(group.id, ref);
            setChoosing(false);
          }}
        />
      )}
    </section>
  );
}

/** Who the reader is here, and who else could be chosen. */
function usePersona(group: SandboxGroupView): { me: PersonaView; people: readonly PersonaView[] } {
  const { personaRefs } = useSandbox();
  const state = useChatState();
  const text = useText();
  const known = personasIn(state, group);
  const guest = useMemo<PersonaView>(
    () => ({ ref: "guest", nick: text.guest, role: "resident", about: text.guestAbout, groupIds: [group.id] }),
    [text, group.id],
  );
  const people = known.length > 0 ? known : [guest];
  return { me: people.find(({ ref }) => ref === personaRefs[group.id]) ?? people[0] ?? guest, people };
}
