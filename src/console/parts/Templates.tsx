import { useText } from "../settings.tsx";

/** Words that fit often, each a press away from the field; what they say can still be changed there. */
export function Templates({ words, onChoose }: { words: readonly string[]; onChoose: (words: string) => void }) {
  const text = useText();
  if (words.length === 0) return null;
  return (
    <ul className="chips" aria-label={text.ticket.templates.label}>
      {words.map((one) => (
        <li key={one}>
          <button type="button" className="chip" onClick={() => onChoose(one)}>
            {one}
          </button>
        </li>
      ))}
    </ul>
  );
}
