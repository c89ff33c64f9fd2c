import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { Link } from "react-router";
import type { SimilarTicket, TicketDetail } from "../../api/tickets.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { StatusTag } from "./TicketTags.tsx";

/** What the machine made of the evidence, with its doubts said aloud. */
export function TriageFacts({ ticket }: { ticket: TicketDetail }) {
  const { today, kinds, urgencies, words, ticket: labels } = useText();
  const label = useCategoryLabel();
  const { triage, place } = ticket;
  const evidence = ticket.context.filter((message) => message.evidence).length;
  return (
    <section aria-label={today.judgement} className="facts">
      <h3>{today.judgement}</h3>
      <dl>
        <dt>{today.category}</dt>
        <dd>
          <b>{label(ticket.category)}</b>
          {triage.runnerUp && <span className="doubt">{today.runnerUp(label(triage.runnerUp))}</span>}
          <Confidence value={triage.confidence} />
          {evidence > 0 && <p className="hint">{today.because(evidence, label(ticket.category))}</p>}
        </dd>
        <dt>{today.place}</dt>
        <dd>
          <b>{[place.areaPath ?? words.unknown, place.spot].filter(Boolean).join(" · ")}</b>
          <span className={place.sure ? "sure" : "doubt"}>
            {place.sure && place.from !== "text" ? today.placeSet : today.placeFrom[place.from]}
          </span>
        </dd>
        <dt>{labels.kind}</dt>
        <dd>
          {kinds[ticket.kind]} · {urgencies[ticket.urgency]} · {words.households(ticket.households)}
        </dd>
      </dl>
      <p className="hint">{today.reader(triage.reader)}</p>
    </section>
  );
}

/** How sure the reading is, as a bar and in words. */
function Confidence({ value }: { value: number }) {
  const { today } = useText();
  const percent = Math.round(value * 100);
  return (
    <span className="confidence">
      <meter
        min={0}
        max={100}
        low={60}
        high={80}
        optimum={100}
        value={percent}
        aria-label={today.confidence(percent)}
      />
      {today.confidence(percent)}
    </span>
  );
}

/** Open tickets that may be the same matter, each with a way to merge into it, or to join it where it is another group's. */
export function SimilarTickets({
  tickets,
  disabledReason,
  onMerge,
}: {
  tickets: readonly SimilarTicket[];
  disabledReason: string | null;
  onMerge: (into: SimilarTicket) => void;
}) {
  const { today, words, incident } = useText();
  return (
    <section aria-label={today.similar} className="similar">
      <h3>{today.similar}</h3>
      {tickets.length === 0 && <p className="hint">{today.noSimilar}</p>}
      <ul>
        {tickets.map((one) => (
          <li key={one.id}>
            <Link to={paths.ticket(one.id)}>
              <code>{one.code}</code> {one.summary}
            </Link>
            <span className="similar-facts">
              {one.sameIncident && <Tag color="gold">{incident.maybe}</Tag>}
              <StatusTag status={one.status} />
              {words.households(one.households)}
              <Button
                size="small"
                disabled={disabledReason !== null}
                title={disabledReason ?? undefined}
                onClick={() => onMerge(one)}
              >
                {one.otherGroup ? incident.join : today.mergeHere}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
