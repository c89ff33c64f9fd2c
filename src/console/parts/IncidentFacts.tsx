import { Link } from "react-router";
import type { TicketDetail } from "../../api/tickets.ts";
import { lastAreaName } from "../../domain/area.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { StatusTag } from "./TicketTags.tsx";

/** What else is of the same cause, and which ticket came before; nothing where a ticket stands alone. */
export function IncidentFacts({ ticket }: { ticket: TicketDetail }) {
  const { incident: text } = useText();
  const { incident, relapseOf } = ticket;
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
      {incident && (
        <section aria-label={text.title} className="similar">
          <h3>{text.title}</h3>
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
          <p className="hint">{text.households(incident.households)}</p>
        </section>
      )}
    </>
  );
}
