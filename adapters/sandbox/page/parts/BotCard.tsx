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

/** A first line longer than this is no head but the words themselves. */
const headCharsMax = 32;

/** A post of the bot: one line is a bubble, more are a card with a head. It is changed in place, and then says when. */
export function BotCard({ group, message, me }: Props) {
  const text = useText();
  const firstRevision = useRef(message.revision);
  const [answer, setAnswer] = useState<string | null>(null);
  const [head = "", ...lines] = message.text.split("\n");
  const isCard = lines.length > 0 || message.choices.length > 0;
  const changedHere = message.revision !== firstRevision.current;
  return (
    <div
      key={message.revision}
      className={`bubble bot ${isCard ? "bot-card" : ""} ${changedHere ? "bot-changed" : ""}`}
    >
      <p className={isCard && head.length <= headCharsMax ? "bot-head" : "bot-line"}>
        <Coded words={head} />
      </p>
      {lines.length > 0 && (
        <p className="bot-rest">
          <Coded words={lines.join("\n")} />
        </p>
      )}
      {message.choices.length > 0 && <Choices group={group} message={message} me={me} onAnswer={setAnswer} />}
      {answer && (
        <p className="answer" role="status">
          {text.pressTaken}
          {answer}
        </p>
      )}
      {message.editedAt && <small className="bot-updated">{text.updated(hourWords(message.editedAt))}</small>}
    </div>
  );
}

/** A ticket's code stands out: it is what residents answer with. Old phones know no look-behind, hence two groups. */
const coded = /((?:编号|好了|没好)\s?)([A-Z\d]{4})\b/;

function Coded({ words }: { words: string }) {
  const [before, lead, code, ...after] = words.split(coded);
  if (!code) return <bdi>{words}</bdi>;
  return (
    <bdi>
      {before}
      {lead}
      <b className="code">{code}</b>
      {after.join("")}
    </bdi>
  );
}

function Choices({ group, message, me, onAnswer }: Props & { onAnswer: (answer: string | null) => void }) {
  const text = useText();
  const [pressing, setPressing] = useState(false);

  async function press(token: string) {
    setPressing(true);
    onAnswer(null);
    try {
      const { text: told } = await client.press(group.id, { messageRef: message.ref, token, senderRef: me.ref });
      onAnswer(told || text.pressFailed);
    } catch (error) {
      onAnswer(text.errors[(error as { code?: string }).code ?? ""] ?? text.pressFailed);
    } finally {
      setPressing(false);
    }
  }

  return (
    <div className={choicesLook(message.choices.length)}>
      {message.choices.map(({ label, token }) => (
        <button key={token} type="button" disabled={pressing} onClick={() => void press(token)}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** Rows of up to three, but no button left alone below three. In a short list the first is the usual answer; a long one has none. */
function choicesLook(count: number): string {
  if (count > 5) return "choices";
  return count === 2 || count === 4 ? "choices choices-few choices-even" : "choices choices-few";
}
