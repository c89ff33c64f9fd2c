import { useState } from "react";
import { useText } from "../settings.tsx";

/** A field for a password, which can be looked at: long ones are typed on phones. A password manager may fill it, and text may be pasted. */
export function SecretField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
}) {
  const { label, value, onChange, autoComplete } = props;
  const { signIn } = useText();
  const [isShown, setShown] = useState(false);
  return (
    <div className="field">
      <label>
        <span>{label}</span>
        <input
          className="plain-input"
          type={isShown ? "text" : "password"}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          autoComplete={autoComplete}
          spellCheck={false}
          autoCapitalize="none"
        />
      </label>
      <label className="show-secret">
        <input type="checkbox" checked={isShown} onChange={({ target }) => setShown(target.checked)} />
        {signIn.show}
      </label>
    </div>
  );
}

/** A field for an account name or a code. */
export function PlainField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: "username" | "one-time-code" | "off";
}) {
  const { label, value, onChange, autoComplete } = props;
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="plain-input"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        autoComplete={autoComplete}
        inputMode={autoComplete === "one-time-code" ? "numeric" : "text"}
        spellCheck={false}
        autoCapitalize="none"
      />
    </label>
  );
}
