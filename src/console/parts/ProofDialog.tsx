import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useEffect, useState } from "react";
import type { PostProof } from "../../api/session.ts";
import { refusalOf, send } from "../client.ts";
import { askProofsBy } from "../proof.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { SecretField } from "./SecretField.tsx";

type Settle = (isProved: boolean) => void;

/** Stands ready to ask for the password or a code, whenever the server says that a session alone is not enough. */
export function ProofDialog() {
  const [settle, setSettle] = useState<Settle | null>(null);
  useEffect(() => askProofsBy(() => new Promise((resolve) => setSettle(() => resolve))), []);
  if (settle === null) return null;
  const end: Settle = (isProved) => {
    setSettle(null);
    settle(isProved);
  };
  return <Proof onEnd={end} />;
}

function Proof({ onEnd }: { onEnd: Settle }) {
  const text = useText();
  const [typed, setTyped] = useState("");
  const proving = useMutation({
    mutationFn: (body: PostProof) => send<void>("POST", "/api/session/proof", body),
    onSuccess: () => onEnd(true),
  });
  // Six digits are a code; nobody has a password so short.
  const isCode = /^[\d\s]{6,7}$/.test(typed);
  const refused = proving.isError ? text.error(refusalOf(proving.error)) : null;
  return (
    <Dialog title={text.proof.title} onClose={() => onEnd(false)}>
      <DialogForm
        disabled={typed === "" || proving.isPending}
        onSend={() => proving.mutate(isCode ? { code: typed } : { password: typed })}
        buttons={
          <Button type="primary" htmlType="submit" loading={proving.isPending} disabled={typed === ""}>
            {text.proof.confirm}
          </Button>
        }
      >
        <p className="hint">{text.proof.hint}</p>
        <SecretField label={text.proof.field} value={typed} onChange={setTyped} autoComplete="current-password" />
        {refused && <p role="alert" className="warning">{`${refused.what}${refused.todo}`}</p>}
      </DialogForm>
    </Dialog>
  );
}
