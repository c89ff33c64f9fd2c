import { useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useEffect, useState } from "react";
import type { TicketRow } from "../../api/tickets.ts";
import { Deciding } from "../parts/Deciding.tsx";
import { useDraftDecision } from "../parts/draft-decision.ts";
import { currentDraft, orderDrafts, type Place } from "../parts/draft-queue.ts";
import { KeyLegend } from "../parts/KeyLegend.tsx";
import { QueueList } from "../parts/QueueList.tsx";
import { SecondThoughts } from "../parts/SecondThoughts.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { useKeys } from "../parts/use-keys.ts";
import { draftsQuery, ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** How many drafts ahead are read, so that the next one is there at once. */
const aheadMax = 2;

/** The drafts queue: look, decide with one key or thumb, and the next one is there. */
export function TodayPage() {
  const drafts = useQuery(draftsQuery);
  return <Loaded query={drafts}>{({ tickets }) => <Queue tickets={tickets} />}</Loaded>;
}

function Queue({ tickets }: { tickets: readonly TicketRow[] }) {
  const { today } = useText();
  const [place, setPlace] = useState<Place>({ id: null, index: 0 });
  const [legendOpen, setLegendOpen] = useState(false);
  const { decided, decide, whyNotNow, thoughts } = useDraftDecision((id) => setPlace({ id, index: 0 }));

  const waiting = orderDrafts(tickets).filter(({ id }) => !decided.has(id));
  const current = currentDraft(waiting, place);
  // Held on to as soon as it is shown: what comes in meanwhile may stand before it, but nothing may move under a finger.
  if (current && current.draft.id !== place.id) setPlace({ ...place, id: current.draft.id });
  const index = current?.index ?? 0;
  useReadAhead(waiting.slice(index, index + 1 + aheadMax));

  const goTo = (to: number) => {
    const draft = waiting[to];
    if (draft) setPlace({ id: draft.id, index: to });
  };
  useKeys({
    j: () => goTo(index + 1),
    k: () => goTo(index - 1),
    u: () => thoughts.waiting[0] && thoughts.undo(thoughts.waiting[0]),
    "?": () => setLegendOpen((open) => !open),
  });

  if (!current) {
    return (
      <>
        <Message {...today.empty} />
        <SecondThoughts thoughts={thoughts} />
      </>
    );
  }
  return (
    <div className="today">
      <QueueList drafts={waiting} currentId={current.draft.id} onChoose={goTo} />
      <div className="today-main">
        <header className="today-head">
          <Button onClick={() => goTo(index - 1)} disabled={index === 0} aria-label={today.previous}>
            ‹
          </Button>
          <span aria-live="polite">{today.position(index + 1, waiting.length)}</span>
          <Button onClick={() => goTo(index + 1)} disabled={index + 1 >= waiting.length} aria-label={today.next}>
            ›
          </Button>
          <KeyLegend open={legendOpen} onToggle={() => setLegendOpen(!legendOpen)} />
        </header>
        <Deciding key={current.draft.id} ticketId={current.draft.id} decide={decide} whyNotNow={whyNotNow} />
        <SecondThoughts thoughts={thoughts} />
      </div>
    </div>
  );
}

/** Reads drafts before they are looked at, one after the other: whoever waits for the first waits for no other. */
function useReadAhead(drafts: readonly TicketRow[]): void {
  const client = useQueryClient();
  const ids = drafts.map(({ id }) => id).join(",");
  useEffect(() => {
    const readInTurn = async () => {
      for (const id of ids.split(",").filter(Boolean)) await client.prefetchQuery(ticketQuery(id));
    };
    void readInTurn();
  }, [ids, client]);
}
