import { memo } from "react";
import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import type { Outgoing } from "../chat-state.ts";
import { hourWords } from "../clock-words.ts";
import { useSandbox, useText } from "../sandbox-context.tsx";
import { Avatar } from "./Avatar.tsx";
import { BotCard } from "./BotCard.tsx";
import { Bubble } from "./Bubble.tsx";
import { Delivery } from "./Delivery.tsx";
import { lineOf } from "./line-of.ts";
import { MenuButton, MessageMenu, useMenu } from "./MessageMenu.tsx";
import { takenBack } from "./taken-back.ts";

interface Props {
  readonly group: SandboxGroupView;
  readonly message: SandboxMessageView;
  /** Set while it is on its way. */
  readonly outgoing: Outgoing | null;
  /** What it answers; "gone" when that is not here. */
  readonly quoted: SandboxMessageView | "gone" | null;
  readonly me: PersonaView;
  readonly repeated: boolean;
  onQuote(message: SandboxMessageView): void;
  onEdit(message: SandboxMessageView): void;
  onWrite(text: string): void;
}

/** One message: who, what, and what it answers. */
export const MessageRow = memo(function MessageRow(props: Props) {
  const { group, message, outgoing, quoted, me, repeated } = props;
  const { store } = useSandbox();
  const text = useText();
  const menu = useMenu();
  const mine = message.senderRef === me.ref && !message.fromBot;
  const nick = message.fromBot ? text.botName : message.nick;

  if (message.recalled) return <RecalledLine message={message} mine={mine} onWrite={props.onWrite} />;
  if (message.kind === "system") return <p className="line">{message.text}</p>;

  const repeat = () => {
    const { kind, text: words, picture } = message;
    store.say(group, me, { kind, text: words, picture, quotedRef: null });
  };
  return (
    <article className={mine ? "row row-mine" : message.fromBot ? "row row-bot" : "row"}>
      <Avatar senderRef={message.senderRef} nick={nick} bot={message.fromBot} />
      <div className="row-body">
        <p className="row-nick">
          <bdi>{nick}</bdi>
          {message.fromBot && <span className="tag">{text.botTag}</span>}
        </p>
        <div className="row-words" {...menu.triggers}>
          {message.fromBot ? <BotCard group={group} message={message} me={me} /> : <Bubble message={message} />}
          {outgoing && <Delivery group={group} outgoing={outgoing} />}
          {repeated && (
            <button type="button" className="plus-one" onClick={repeat}>
              {text.plusOne}
            </button>
          )}
          {!outgoing && <MenuButton isOpen={menu.isOpen} onToggle={menu.toggle} />}
        </div>
        {message.sign && (
          <p className="row-note">
            {message.sign} {text.botName}
          </p>
        )}
        {quoted && <Quote quoted={quoted} />}
        {message.editedAt && !message.fromBot && (
          <p className="row-note">{`${text.edited} ${hourWords(message.editedAt)}`}</p>
        )}
        {menu.isOpen && (
          <MessageMenu
            group={group}
            message={message}
            mine={mine}
            onClose={menu.close}
            onQuote={() => props.onQuote(message)}
            onEdit={() => props.onEdit(message)}
            onRepeat={repeat}
          />
        )}
      </div>
    </article>
  );
});

function Quote({ quoted }: { quoted: SandboxMessageView | "gone" }) {
  const text = useText();
  if (quoted === "gone") return <p className="quote">{text.quoteGone}</p>;
  if (quoted.recalled) return <p className="quote">{text.quoteRecalled}</p>;
  const nick = quoted.fromBot ? text.botName : quoted.nick;
  return (
    <p className="quote">
      <bdi>{nick}</bdi>：<bdi>{lineOf(quoted, text)}</bdi>
    </p>
  );
}

function RecalledLine(props: { message: SandboxMessageView; mine: boolean; onWrite: (text: string) => void }) {
  const { message, mine, onWrite } = props;
  const text = useText();
  const words = takenBack.get(message.ref);
  return (
    <p className="line">
      {mine ? text.youRecalled : text.someoneRecalled(message.nick)}
      {mine && words && (
        <button type="button" className="line-button" onClick={() => onWrite(words)}>
          {text.editAgain}
        </button>
      )}
    </p>
  );
}
