import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { TicketDetail } from "../../api/tickets.ts";
import type { TicketEvent } from "../../domain/ticket.ts";
import { ticketQuery } from "../queries.ts";
import { DraftActions, type DraftEvent } from "./DraftActions.tsx";
import { DraftView } from "./DraftView.tsx";
import type { Step } from "./decide.ts";
import { Loaded } from "./States.tsx";
import { useKeys } from "./use-keys.ts";

/** Fetched when the first decision needs more than a key: most need none. */
const EventDialog = lazy(async () => ({ default: (await import("./EventDialog.tsx")).EventDialog }));

interface DecidingProps {
  readonly ticketId: string;
  readonly decide: (ticket: TicketDetail, steps: readonly Step[]) => void;
  readonly whyNotNow: (event: TicketEvent, ticket: TicketDetail) => string | null;
}

/** The draft that is looked at, with the four decisions on it by button and key. */
export function Deciding({ ticketId, decide, whyNotNow }: DecidingProps) {
  const detail = useQuery(ticketQuery(ticketId));
  const [asking, setAsking] = useState<DraftEvent | null>(null);
  const press = (event: DraftEvent) => {
    if (!detail.data || whyNotNow(event, detail.data) !== null) return;
    if (event === "approve") decide(detail.data, [{ event }]);
    else setAsking(event);
  };
  useKeys({
    a: () => press("approve"),
    c: () => press("change_category"),
    m: () => press("merge"),
    x: () => press("reject"),
  });
  return (
    <Loaded query={detail}>
      {(ticket) => (
        <>
          <DraftView
            ticket={ticket}
            whyNotMerge={whyNotNow("merge", ticket)}
            onMerge={(into) => decide(ticket, [{ event: "merge", intoTicketId: into.id }])}
          />
          <DraftActions whyNot={(event) => whyNotNow(event, ticket)} onPress={press} />
          {asking && (
            <Suspense>
              <EventDialog
                event={asking}
                ticket={ticket}
                onClose={() => setAsking(null)}
                onDecide={(steps) => {
                  setAsking(null);
                  decide(ticket, steps);
                }}
              />
            </Suspense>
          )}
        </>
      )}
    </Loaded>
  );
}
