import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import type { PostPersonExport } from "../../api/people.ts";
import { saveFile } from "../client.ts";
import { useSettings, useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { useNotice } from "./Notices.tsx";
import { isReason } from "./reason.ts";
import { useRefusalNotice } from "./refusal-notice.ts";
import { PlainField } from "./SecretField.tsx";

/** Saves everything that is kept of whoever reported a ticket, for a reason that is written down. */
export function ExportPerson({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const { person } = useText();
  const { language } = useSettings();
  const notice = useNotice();
  const [reason, setReason] = useState("");
  const saving = useMutation({
    mutationFn: (format: PostPersonExport["format"]) => {
      const body: PostPersonExport = { reason: reason.trim(), format, language };
      return saveFile(`/api/tickets/${ticketId}/person/export`, `linli-person.${format}`, body);
    },
    onSuccess: () => {
      notice({ kind: "done", text: person.exported });
      onClose();
    },
    onError: useRefusalNotice(),
  });
  const disabled = !isReason(reason) || saving.isPending;
  return (
    <Dialog title={person.export} onClose={onClose}>
      <DialogForm
        disabled={disabled}
        onSend={() => saving.mutate("xlsx")}
        buttons={
          <>
            <Button disabled={disabled} onClick={() => saving.mutate("json")}>
              {person.json}
            </Button>
            <Button type="primary" htmlType="submit" disabled={disabled}>
              {person.xlsx}
            </Button>
          </>
        }
      >
        <p className="hint">{person.exportHint}</p>
        <PlainField label={person.reason} value={reason} onChange={setReason} autoComplete="off" />
      </DialogForm>
    </Dialog>
  );
}
