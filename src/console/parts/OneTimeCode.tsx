import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import { useText } from "../settings.tsx";
import { Dialog } from "./Dialog.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";
import { formatInstant } from "./time.ts";

/** A button that makes a code or a link for one use, and shows it with how to use it and until when. */
export function OneTimeCode<T extends { readonly expiresAt: string }>(props: {
  label: string;
  hint: string;
  /** Why nobody may make one now; null when the reader may. */
  whyNot: string | null;
  make: () => Promise<T>;
  shown: (made: T) => string;
}) {
  const { label, hint, whyNot, make, shown } = props;
  const text = useText();
  const made = useMutation({ mutationFn: make, onError: useRefusalNotice() });
  return (
    <>
      <Button
        loading={made.isPending}
        disabled={whyNot !== null}
        title={whyNot ?? undefined}
        onClick={() => made.mutate()}
      >
        {label}
      </Button>
      {made.data && (
        <Dialog title={label} onClose={made.reset}>
          <p>{hint}</p>
          <output className="one-time-code">{shown(made.data)}</output>
          <p className="hint">{text.words.expiresAt(formatInstant(made.data.expiresAt, new Date()))}</p>
          <CopyButton value={shown(made.data)} />
        </Dialog>
      )}
    </>
  );
}

/** Copies where the browser allows it. Over plain HTTP it does not: then there is no button, and the code can be selected. */
function CopyButton({ value }: { value: string }) {
  const { words } = useText();
  const [copied, setCopied] = useState(false);
  if (!navigator.clipboard) return null;
  return (
    <Button type="primary" onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
      {copied ? words.copied : words.copy}
    </Button>
  );
}
