import { useState } from "react";
import { device } from "../device.ts";
import { useText } from "../sandbox-context.tsx";

/** What a first visitor can try: three things to say, and what the bot makes of each. */
export function Hint({ onTry }: { onTry: (text: string) => void }) {
  const text = useText();
  const [done, setDone] = useState(() => device.read("hintDone", false));
  if (done) return null;
  const finish = () => {
    device.keep("hintDone", true);
    setDone(true);
  };
  return (
    <aside className="hint" aria-label={text.hintTitle}>
      <p className="hint-title">{text.hintTitle}</p>
      <p>{text.hintNote}</p>
      <ul>
        {text.hints.map((hint) => (
          <li key={hint.text}>
            <button type="button" onClick={() => onTry(hint.text)}>
              <b>{hint.text}</b>
              <small>{hint.what}</small>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="hint-done" onClick={finish}>
        {text.hintDone}
      </button>
    </aside>
  );
}
