import { useRef, useState } from "react";
import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import { client } from "../client.ts";
import { hourWords } from "../clock-words.ts";
import { useText } from "../sandbox-context.tsx";

interface Props {
  readonly group: SandboxGroupView;
  readonly message: SandboxMessageView;
  readonly me: PersonaView;
}

/** A post of the bot: one line is a bubble, more are a card with a head. It is changed in place, and then says when. */
export function BotCard({ group, message, me }: Props) {
  const text = useText();
  const firstRevision = useRef(message.revision);
  const [head = "", ...lines] = message.text.split("\n");
  const isCard = lines.length > 0 || message.choices.length > 0;
  const changedHere = message.revision !== firstRevision.current;
  return (
    <div
      key={message.revision}
      className={`bubble bot ${isCard ? "bot-card" : ""} ${changedHere ? "bot-changed" : ""}`}
    >
      <p className={isCard ? "bot-head" : "bot-line"}>
        <Coded words={head} />
      </p>
      {lines.length > 0 && (
        <p className="bot-rest">
          <Coded words={lines.join("\n")} />
        </p>
      )}
      {message.choices.length > 0 && <Choices group={group} message={message} me={me} />}
      {message.editedAt && <small className="bot-updated">{text.updated(hourWords(message.editedAt))}</small>}
    </div>
  );
}

/** A ticket's code stands out: it is what residents answer with. */
const code = /\b(?=[A-Z\d]*[A-Z])(?=[A-Z\d]*\d)([A-Z\d]{4})\b/;

function Coded({ words }: { words: string }) {
  const [before = "", found, ...rest] = words.split(code);
  if (!found) return <bdi>{words}</bdi>;
  return (
    <bdi>
      {before}
      <b className="code">{found}</b>
      {rest.join("")}
    </bdi>
  );
}

function Choices({ group, message, me }: Props) {
  const text = useText();
  const [pressed, setPressed] = useState<string | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);

  async function press(token: string) {
    setPressed(token);
    setAnswer(null);
    try {
      const { text: told } = await client.press(group.id, { messageRef: message.ref, token, senderRef: me.ref });
      setAnswer(told || text.pressFailed);
    } catch (error) {
      setAnswer(text.errors[(error as { code?: string }).code ?? ""] ?? text.pressFailed);
    } finally {
      setPressed(null);
    }
  }

  return (
    <>
      <div className="choices">
        {message.choices.map(({ label, token }) => (
          <button key={token} type="button" disabled={pressed !== null} onClick={() => void press(token)}>
            {label}
          </button>
        ))}
      </div>
      {answer && (
        <p className="answer" role="status">
          {text.pressTaken}
          {answer}
        </p>
      )}
    </>
  );
}
