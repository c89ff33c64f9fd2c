import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import { useId, useState } from "react";
import type { PostTicketRemark, TicketDetail } from "../../api/tickets.ts";
import { remarkKinds, type StaffRemark, tellCharsMax } from "../../domain/staff-remark.ts";
import { newKey, refusalOf, send } from "../client.ts";
import { useLiveState } from "../live.ts";
import { ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { useNotice } from "./Notices.tsx";
import { Templates } from "./Templates.tsx";
import { useKeys } from "./use-keys.ts";

/** What is offered on every ticket. What is said of an incident is offered beside it. */
const offered = remarkKinds.filter((remark) => remark !== "part");

/** What can be said about a ticket without moving it: inside, to the party, or to the group. */
export function Remarks({ ticket }: { ticket: TicketDetail }) {
  const text = useText();
  const whyNot = useWhyNoRemark(ticket);
  const [saying, setSaying] = useState<StaffRemark | null>(null);
  useKeys({ n: () => whyNot("note") === null && setSaying("note") });
  return (
    <section className="facts remarks" aria-label={text.ticket.remarks.label}>
      <h3>{text.ticket.remarks.label}</h3>
      <div className="event-row">
        {offered.map((remark) => (
          <Button
            key={remark}
            disabled={whyNot(remark) !== null}
            aria-describedby={whyNot(remark) === null ? undefined : `why-not-${remark}`}
            onClick={() => setSaying(remark)}
          >
            {text.ticket.remarks[remark]}
          </Button>
        ))}
      </div>
      {offered.map((remark) => {
        const reason = whyNot(remark);
        return reason === null ? null : (
          <p key={remark} id={`why-not-${remark}`} className="hint">
            {text.ticket.remarks[remark]}
            {text.marks.colon}
            {reason}
          </p>
        );
      })}
      {ticket.publicNote && (
        <p>
          <small>{text.ticket.remarks.onCard}</small> {ticket.publicNote}
        </p>
      )}
      {saying && <RemarkDialog remark={saying} ticket={ticket} onClose={() => setSaying(null)} />}
    </section>
  );
}

/** For each remark why the reader may not make it now; null when they may. */
export function useWhyNoRemark(ticket: TicketDetail): (remark: StaffRemark) => string | null {
  const text = useText();
  const live = useLiveState();
  return (remark) => {
    if (live === "offline") return text.states.offline;
    const reason = ticket.canRemark[remark];
    return reason && text.ticket.cannot[reason];
  };
}

/** Asks for the words of a remark, and sends them. */
export function RemarkDialog({
  remark,
  ticket,
  onClose,
}: {
  remark: StaffRemark;
  ticket: TicketDetail;
  onClose: () => void;
}) {
  const text = useText();
  const { remarks } = text.ticket;
  const id = useId();
  const [words, setWords] = useState("");
  const saying = useRemark(ticket, onClose);
  const disabled = words.trim() === "" || saying.isPending;
  const isPublic = remark === "tell";
  return (
    <Dialog title={remarks[remark]} onClose={onClose}>
      <DialogForm
        disabled={disabled}
        onSend={() => saying.mutate({ remark, text: words.trim(), version: ticket.version })}
        buttons={
          <>
            <Button onClick={onClose}>{text.words.cancel}</Button>
            <Button type="primary" htmlType="submit" disabled={disabled} loading={saying.isPending}>
              {remarks.send[remark]}
            </Button>
          </>
        }
      >
        <p className={isPublic ? "warning" : "hint"}>{remarks.hints[remark]}</p>
        <Templates words={text.ticket.templates[remark]} onChoose={setWords} />
        <div className="field">
          <label htmlFor={id}>{remarks.words}</label>
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={isPublic ? tellCharsMax : 2_000}
            showCount={isPublic}
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
        </div>
        {isPublic && words.trim() !== "" && (
          <div className="preview">
            <small>{remarks.preview(ticket.group?.name ?? "")}</small>
            <blockquote>{words.trim()}</blockquote>
          </div>
        )}
      </DialogForm>
    </Dialog>
  );
}

function useRemark(ticket: TicketDetail, onDone: () => void) {
  const text = useText();
  const notice = useNotice();
  const client = useQueryClient();
  const path = `/api/tickets/${encodeURIComponent(ticket.id)}/remarks`;
  return useMutation({
    mutationFn: (body: PostTicketRemark) => send<TicketDetail>("POST", path, body, newKey()),
    onSuccess: (latest, { remark }) => {
      client.setQueryData(ticketQuery(ticket.id).queryKey, latest);
      notice({ kind: "done", text: text.ticket.done(text.ticket.remarks[remark]) });
      onDone();
    },
    onError: (error) => {
      const { what, todo } = text.error(refusalOf(error));
      notice({ kind: "refused", text: `${what}${todo}` });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tickets"] }),
  });
}
