import { type KeyboardEvent, useEffect, useRef } from "react";
import type { PersonaView } from "../../sandbox-api.ts";
import { useText } from "../sandbox-context.tsx";
import { Avatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly people: readonly PersonaView[];
  readonly me: PersonaView;
  onPick(ref: string): void;
  onClose(): void;
}

/** Asks who the reader wants to be in this group. */
export function PersonaPicker({ people, me, onPick, onClose }: Props) {
  const text = useText();
  const sheet = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    sheet.current?.querySelector<HTMLElement>("[aria-checked=true]")?.focus();
    return () => before?.focus();
  }, []);

  return (
    <div className="veil" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div
        className="sheet"
        role="dialog"
        aria-modal="true"
        aria-label={text.chooseWho}
        ref={sheet}
        onKeyDown={(event) => moveFocus(event, sheet.current, onClose)}
      >
        <header className="sheet-head">
          <h3>{text.chooseWho}</h3>
          <button type="button" className="round" aria-label={text.close} onClick={onClose}>
            <Icon of="close" />
          </button>
        </header>
        <p className="sheet-note">{text.chooseWhoNote}</p>
        <div className="people" role="radiogroup" aria-label={text.chooseWho}>
          {people.map(({ ref, nick, role, about }) => (
            <div key={ref} role="presentation">
              {/* biome-ignore lint/a11y/useSemanticElements: a choice closes the sheet at once, which no native radio does. */}
              <button
                type="button"
                role="radio"
                aria-checked={ref === me.ref}
                className="person"
                onClick={() => onPick(ref)}
              >
                <Avatar senderRef={ref} nick={nick} />
                <span className="person-words">
                  <span className="person-nick">
                    <bdi>{nick}</bdi>
                    <span className={`tag tag-${role}`}>{text[role]}</span>
                  </span>
                  {about && <span className="person-about">{about}</span>}
                </span>
              </button>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** Keeps the keyboard in the sheet: arrows walk, Tab goes round, Escape leaves. */
function moveFocus(event: KeyboardEvent, sheet: HTMLElement | null, close: () => void): void {
  if (event.key === "Escape") close();
  const step = { ArrowDown: 1, ArrowUp: -1, Tab: event.shiftKey ? -1 : 1 }[event.key];
  const buttons = [...(sheet?.querySelectorAll("button") ?? [])];
  if (!step || buttons.length === 0) return;
  event.preventDefault();
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
