import { useEffect, useState } from "react";
import { useText } from "../settings.tsx";
import { readDay } from "./time.ts";

/**
 * A field for a day, written as everybody here writes it: 2026-11-22. The browser's own field writes days as the browser's country does.
 * Empty is no day.
 */
export function DayField(props: { label: string; value: string; onChange: (day: string) => void; disabled?: boolean }) {
  const { label, value, onChange, disabled = false } = props;
  const { words } = useText();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const day = typed.trim() === "" ? "" : readDay(typed, new Date());
  const keep = () => {
    if (day === null) return;
    setTyped(day);
    if (day !== value) onChange(day);
  };
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="plain-input"
        inputMode="numeric"
        autoComplete="off"
        placeholder="2026-11-22"
        maxLength={11}
        disabled={disabled}
        value={typed}
        aria-invalid={day === null}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={keep}
        onKeyDown={({ key }) => key === "Enter" && keep()}
      />
      {day === null && <small className="warning">{words.notADay}</small>}
    </label>
  );
}
