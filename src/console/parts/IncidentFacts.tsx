import Button from "antd/es/button";
import { useState } from "react";
import { Link } from "react-router";
import type { TicketDetail } from "../../api/tickets.ts";
import { lastAreaName } from "../../domain/area.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { RemarkDialog, useWhyNoRemark } from "./Remarks.tsx";
import { StatusTag } from "./TicketTags.tsx";

/** What else is of the same cause, with a way out of it, and which ticket came before; nothing where a ticket stands alone. */
export function IncidentFacts({ ticket }: { ticket: TicketDetail }) {
  const { incident: text } = useText();
  const { relapseOf } = ticket;
  return (
    <>
      {relapseOf && (
        <p>
          {text.relapseOf}{" "}
          <Link to={paths.ticket(relapseOf.id)}>
            <code>{relapseOf.name}</code>
          </Link>
        </p>
      )}
      {ticket.incident && <Incident ticket={ticket} incident={ticket.incident} />}
    </>
  );
}

function Incident(props: { ticket: TicketDetail; incident: NonNullable<TicketDetail["incident"]> }) {
  const { ticket, incident } = props;
  const text = useText();
  const [isParting, setParting] = useState(false);
  const whyNot = useWhyNoRemark(ticket)("part");
  return (
    <>
      <section aria-label={text.incident.title} className="similar">
        <h3>{text.incident.title}</h3>
        <ul>
          {incident.tickets.map(({ id, code, areaPath, status }) => (
            <li key={id}>
              <Link to={paths.ticket(id)}>
                <code>{code}</code> {areaPath && lastAreaName(areaPath)}
              </Link>
              <span className="similar-facts">
                <StatusTag status={status} />
              </span>
            </li>
          ))}
        </ul>
        <p className="hint">{text.incident.households(incident.households)}</p>
        <Button
          className="part"
          disabled={whyNot !== null}
          aria-describedby={whyNot === null ? undefined : "why-not-part"}
          onClick={() => setParting(true)}
        >
          {text.ticket.remarks.part}
        </Button>
        {whyNot !== null && (
          <p id="why-not-part" className="hint">
            {whyNot}
          </p>
        )}
      </section>
      {isParting && <RemarkDialog remark="part" ticket={ticket} onClose={() => setParting(false)} />}
    </>
  );
}
