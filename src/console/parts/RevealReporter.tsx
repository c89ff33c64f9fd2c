import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import type { PostReveal, ReporterView } from "../../api/audit.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { useMayNot } from "./may-not.ts";
import { isReason } from "./reason.ts";
import { useRefusalNotice } from "./refusal-notice.ts";
import { PlainField } from "./SecretField.tsx";

/** A button that shows who reported, for a reason that is written down. */
export function RevealReporter({ ticketId }: { ticketId: string }) {
  const { reveal } = useText();
  const mayNot = useMayNot("reveal_reporter");
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const revealing = useMutation({
    mutationFn: (body: PostReveal) => send<ReporterView>("POST", `/api/tickets/${ticketId}/reveal`, body),
    onError: useRefusalNotice(),
  });
  const close = () => {
    setAsking(false);
    setReason("");
    revealing.reset();
  };
  return (
    <>
      <Button disabled={mayNot !== null} title={mayNot ?? undefined} onClick={() => setAsking(true)}>
        {reveal.button}
      </Button>
      {isAsking && (
        <Dialog title={reveal.button} onClose={close}>
          {revealing.data ? (
            <>
              <output className="one-time-code">{revealing.data.nick ?? reveal.wiped}</output>
              {revealing.data.phone && <p>{reveal.phone(revealing.data.phone)}</p>}
              <p>{reveal.where(revealing.data.groupName)}</p>
              <p className="hint">{reveal.times(revealing.data.timesRevealed)}</p>
            </>
          ) : (
            <DialogForm
              disabled={!isReason(reason)}
              onSend={() => revealing.mutate({ reason })}
              buttons={
                <Button type="primary" htmlType="submit" loading={revealing.isPending} disabled={!isReason(reason)}>
                  {reveal.show}
                </Button>
              }
            >
              <p className="hint">{reveal.hint}</p>
              <PlainField label={reveal.reason} value={reason} onChange={setReason} autoComplete="off" />
            </DialogForm>
          )}
        </Dialog>
      )}
    </>
  );
}
