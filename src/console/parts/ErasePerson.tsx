import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import { useId, useState } from "react";
import type { PersonOutlineView, PostPersonErasure, PostPersonOutline } from "../../api/people.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { useNotice } from "./Notices.tsx";
import { PersonOutline } from "./PersonOutline.tsx";
import { isReason } from "./reason.ts";
import { useRefusalNotice } from "./refusal-notice.ts";
import { PlainField } from "./SecretField.tsx";

/** Erases whoever reported a ticket: first shows what that takes away, then asks for a reason and the ticket's code. */
export function ErasePerson({ ticketId, code, onClose }: { ticketId: string; code: string; onClose: () => void }) {
  const { person } = useText();
  const namesId = useId();
  const [words, setWords] = useState("");
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const names = namesIn(words);
  const { looking, erasing } = useErasure(ticketId, onClose);
  // What was looked at is what is erased: other names are to be looked at first.
  const isLookedAt = looking.data?.asked === names.join("\n");
  const isConfirmed = isLookedAt && isReason(reason) && confirm.trim().toUpperCase() === code;
  return (
    <Dialog title={person.erase} onClose={onClose}>
      <DialogForm
        disabled={!isConfirmed || erasing.isPending}
        onSend={() => erasing.mutate({ names, reason: reason.trim(), confirm })}
        buttons={
          <Button danger type="primary" htmlType="submit" disabled={!isConfirmed} loading={erasing.isPending}>
            {person.eraseNow}
          </Button>
        }
      >
        <p className="hint">{person.eraseHint}</p>
        <div className="field">
          <label htmlFor={namesId}>{person.names}</label>
          <Input.TextArea id={namesId} rows={2} value={words} onChange={({ target }) => setWords(target.value)} />
          <small className="hint">{person.namesHint}</small>
        </div>
        <Button block className="person-look" loading={looking.isPending} onClick={() => looking.mutate(names)}>
          {person.look}
        </Button>
        {isLookedAt && looking.data && <PersonOutline outline={looking.data.outline} />}
        <PlainField label={person.reason} value={reason} onChange={setReason} autoComplete="off" />
        <PlainField label={person.confirm(code)} value={confirm} onChange={setConfirm} autoComplete="off" />
      </DialogForm>
    </Dialog>
  );
}

/** Looks at what an erasure would do, and does it. */
function useErasure(ticketId: string, onDone: () => void) {
  const { person } = useText();
  const client = useQueryClient();
  const notice = useNotice();
  const onError = useRefusalNotice();
  const at = `/api/tickets/${ticketId}/person`;
  const looking = useMutation({
    mutationFn: async (names: string[]) => {
      const outline = await send<PersonOutlineView>("POST", `${at}/outline`, { names } satisfies PostPersonOutline);
      return { asked: names.join("\n"), outline };
    },
    onError,
  });
  const erasing = useMutation({
    mutationFn: (body: PostPersonErasure) => send<PersonOutlineView>("POST", `${at}/erase`, body),
    onSuccess: () => {
      notice({ kind: "done", text: person.erased });
      onDone();
    },
    onError,
    onSettled: () => client.invalidateQueries(),
  });
  return { looking, erasing };
}

function namesIn(words: string): string[] {
  return [...new Set(words.split("\n").map((line) => line.trim()))].filter(Boolean);
}
