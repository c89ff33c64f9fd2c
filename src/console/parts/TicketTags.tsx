import Tag from "antd/es/tag";
import type { TicketRow } from "../../api/tickets.ts";
import type { TicketStatus } from "../../domain/ticket.ts";
import { useText } from "../settings.tsx";

/** Green only for what a resident confirmed; red for what went wrong or up; silence stays grey. */
const statusColors: Readonly<Record<TicketStatus, string>> = {
  draft: "gold",
  approved: "cyan",
  dispatched: "blue",
  in_progress: "geekblue",
  escalated: "red",
  resolved: "purple",
  half_solved: "orange",
  unconfirmed: "default",
  closed: "green",
  rejected: "default",
  merged: "default",
  withdrawn: "default",
};

/** Dark enough for white words. */
const urgencyColors = { urgent: "#a85500", emergency: "#c0211a" } as const;

/** The status of a ticket, in words and colour. */
export function StatusTag({ status }: { status: TicketStatus }) {
  const { statuses } = useText();
  return <Tag color={statusColors[status]}>{statuses[status]}</Tag>;
}

/** What is out of the ordinary about a ticket: its urgency, that it is sensitive, that it was read offline. */
export function TicketMarks({ ticket }: { ticket: Pick<TicketRow, "urgency" | "sensitive" | "offline"> }) {
  const { urgencies, today } = useText();
  return (
    <>
      {ticket.urgency !== "routine" && (
        <Tag color={urgencyColors[ticket.urgency]} variant="solid">
          {urgencies[ticket.urgency]}
        </Tag>
      )}
      {ticket.sensitive && <Tag color="magenta">{today.sensitive}</Tag>}
      {ticket.offline && (
        <Tag color="volcano" title={today.offlineHint}>
          {today.offline}
        </Tag>
      )}
    </>
  );
}
