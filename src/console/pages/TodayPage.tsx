import { useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { lazy, Suspense, useEffect, useState } from "react";
import type { TicketDetail, TicketRow } from "../../api/tickets.ts";
import { DraftActions, type DraftEvent } from "../parts/DraftActions.tsx";
import { DraftView } from "../parts/DraftView.tsx";
import { useDraftDecision } from "../parts/draft-decision.ts";
import { currentDraft, orderDrafts } from "../parts/draft-queue.ts";
import { KeyLegend } from "../parts/KeyLegend.tsx";
import { QueueList } from "../parts/QueueList.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { useKeys } from "../parts/use-keys.ts";
import { draftsQuery, ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

const EventDialog = lazy(async () => ({ default: (await import("../parts/EventDialog.tsx")).EventDialog }));

/** How many drafts ahead are read, so that the next one is there at once. */
const aheadMax = 2;

/** The drafts queue: look, decide with one key or thumb, and the next one is there. */
export function TodayPage() {
  const drafts = useQuery(draftsQuery);
  return <Loaded query={drafts}>{({ tickets }) => <Queue tickets={tickets} />}</Loaded>;
}

function Queue({ tickets }: { tickets: readonly TicketRow[] }) {
  const text = useText();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<{ id: string | null; index: number }>({ id: null, index: 0 });
  const [asking, setAsking] = useState<DraftEvent | null>(null);
  const [legendOpen, setLegendOpen] = useState(false);
  const { decided, decide, whyNotNow } = useDraftDecision((id) => setChosen({ id, index: 0 }));

  const waiting = orderDrafts(tickets).filter(({ id }) => !decided.has(id));
  const current = currentDraft(waiting, chosen);
  const detail = useQuery({ ...ticketQuery(current?.draft.id ?? ""), enabled: current !== null });

  const index = current?.index ?? 0;
  const ahead = waiting
    .slice(index + 1, index + 1 + aheadMax)
    .map(({ id }) => id)
    .join();
  useEffect(() => {
    for (const id of ahead.split(",").filter(Boolean)) void client.prefetchQuery(ticketQuery(id));
  }, [ahead, client]);

  const goTo = (to: number) => {
    const draft = waiting[to];
    if (draft) setChosen({ id: draft.id, index: to });
  };
  const finish = (ticket: TicketDetail, ...steps: Parameters<typeof decide>[1]) => {
    setAsking(null);
    // Pins the place: when the decided draft leaves, the one that moves into its place comes up.
    setChosen({ id: ticket.id, index });
    decide(ticket, steps);
  };
  const press = (event: DraftEvent) => {
    if (!detail.data || whyNotNow(event, detail.data) !== null) return;
    if (event === "approve") finish(detail.data, { event });
    else setAsking(event);
  };
  useKeys({
    a: () => press("approve"),
    c: () => press("change_category"),
    m: () => press("merge"),
    x: () => press("reject"),
    j: () => goTo(index + 1),
    k: () => goTo(index - 1),
    "?": () => setLegendOpen((open) => !open),
  });

  if (!current) return <Message {...text.today.empty} />;
  return (
    <div className="today">
      <QueueList drafts={waiting} currentId={current.draft.id} onChoose={goTo} />
      <div className="today-main">
        <header className="today-head">
          <Button onClick={() => goTo(index - 1)} disabled={index === 0} aria-label={text.today.previous}>
            ‹
          </Button>
          <span aria-live="polite">{text.today.position(index + 1, waiting.length)}</span>
          <Button onClick={() => goTo(index + 1)} disabled={index + 1 >= waiting.length} aria-label={text.today.next}>
            ›
          </Button>
          <KeyLegend open={legendOpen} onToggle={() => setLegendOpen(!legendOpen)} />
        </header>
        <Loaded query={detail}>
          {(ticket) => (
            <>
              <DraftView
                ticket={ticket}
                whyNotMerge={whyNotNow("merge", ticket)}
                onMerge={(into) => finish(ticket, { event: "merge", intoTicketId: into.id })}
              />
              <DraftActions whyNot={(event) => whyNotNow(event, ticket)} onPress={press} />
              {asking && (
                <Suspense>
                  <EventDialog
                    event={asking}
                    ticket={ticket}
                    onClose={() => setAsking(null)}
                    onDecide={(steps) => finish(ticket, ...steps)}
                  />
                </Suspense>
              )}
            </>
          )}
        </Loaded>
      </div>
    </div>
  );
}
