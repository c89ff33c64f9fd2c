import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useId, useState } from "react";
import { eventNeeds } from "../../api/event-needs.ts";
import type { TicketDetail } from "../../api/tickets.ts";
import type { TicketEvent } from "../../domain/ticket.ts";
import { partiesQuery, taxonomyQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { ChangeDialog } from "./ChangeDialog.tsx";
import { Dialog, DialogForm, insideDialog } from "./Dialog.tsx";
import type { DecisionDialogProps } from "./decide.ts";
import { MergeDialog } from "./MergeDialog.tsx";
import { RejectDialog } from "./RejectDialog.tsx";
import { Templates } from "./Templates.tsx";

/** Asks for what an event must be told, as the API's own table says. */
export function EventDialog({ event, ...props }: DecisionDialogProps & { event: TicketEvent }) {
  if (event === "change_category") return <ChangeDialog {...props} />;
  if (event === "merge") return <MergeDialog {...props} />;
  if (event === "reject") return <RejectDialog {...props} />;
  return <FieldsDialog event={event} {...props} />;
}

function FieldsDialog({ event, ticket, onDecide, onClose }: DecisionDialogProps & { event: TicketEvent }) {
  const text = useText();
  const [partyId, setPartyId] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const needed = eventNeeds[event].flat();
  const { parties, usualId } = useParties(ticket, needed.includes("partyId"));
  const told = {
    partyId: partyId ?? (event === "transfer" ? "" : (usualId ?? "")),
    reason: reason.trim(),
    note: note.trim(),
  };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== "")) as Partial<typeof told>;
  const { templates: often } = text.ticket;
  const templates = event in often ? often[event as Exclude<keyof typeof often, "label">] : [];
  const missing = eventNeeds[event].some((oneOf) => !oneOf.some((field) => field in given));
  return (
    <Dialog title={text.events[event]} onClose={onClose}>
      <DialogForm
        disabled={missing}
        onSend={() => onDecide([{ event, ...given }])}
        buttons={
          <>
            <Button onClick={onClose}>{text.words.cancel}</Button>
            <Button type="primary" htmlType="submit" disabled={missing}>
              {text.events[event]}
            </Button>
          </>
        }
      >
        {needed.includes("partyId") && (
          <div className="field">
            <span>{text.ticket.chooseParty}</span>
            <Select
              size="large"
              aria-label={text.ticket.chooseParty}
              value={partyId ?? (event === "transfer" ? null : usualId)}
              onChange={setPartyId}
              getPopupContainer={insideDialog}
              options={parties
                .filter(({ id }) => event !== "transfer" || id !== ticket.party?.id)
                .map(({ id, name, kind }) => ({
                  value: id,
                  label: text.marks.aside(name, text.partyKinds[kind]),
                }))}
            />
          </div>
        )}
        <Templates words={templates} onChoose={needed.includes("reason") ? setReason : setNote} />
        {needed.includes("reason") && (
          <Words label={text.ticket.reason} value={reason} onChange={setReason} max={500} />
        )}
        <Words
          label={needed.includes("note") ? text.ticket.noteRequired : text.ticket.note}
          value={note}
          onChange={setNote}
          max={2_000}
        />
      </DialogForm>
    </Dialog>
  );
}

function Words(props: { label: string; value: string; onChange: (value: string) => void; max: number }) {
  const { label, value, onChange, max } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={max}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

/** Every party, and the one that mostly takes such a matter: who has it already, or the first of the category's kind. */
function useParties(ticket: TicketDetail, needed: boolean) {
  const { data: parties = [] } = useQuery({ ...partiesQuery, enabled: needed });
  const { data: taxonomy = [] } = useQuery({ ...taxonomyQuery, enabled: needed });
  const kind = taxonomy.find(({ code }) => code === ticket.category)?.partyKind;
  const usual = parties.find((party) => party.kind === kind);
  return { parties, usualId: ticket.party?.id ?? usual?.id ?? null };
}
