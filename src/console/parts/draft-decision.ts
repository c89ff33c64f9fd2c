import { useRef, useState } from "react";
import type { TicketDetail } from "../../api/tickets.ts";
import type { TicketEvent } from "../../domain/ticket.ts";
import type { ConsoleText } from "../../locales/console.ts";
import { refusalOf } from "../client.ts";
import { useLiveState } from "../live.ts";
import { useText } from "../settings.tsx";
import { mergedText, type Step, useDecide } from "./decide.ts";
import { useNotice } from "./Notices.tsx";
import { useSecondThoughts } from "./second-thoughts.ts";
import { whyNot } from "./why-not.ts";

/** The second tap of a double tap lands on the next draft, which nobody has seen yet: so soon it is no decision. */
const doubleTapMs = 350;

/**
 * Decides on drafts without waiting for the answer: a decided draft leaves the queue at once, and comes back with the reason when the
 * house refuses, or when the decision is taken back. `goBack` shows that draft again.
 */
export function useDraftDecision(goBack: (ticketId: string) => void) {
  const text = useText();
  const live = useLiveState();
  const notice = useNotice();
  const decision = useDecide();
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());

  const put = (id: string) => setDecided((ids) => new Set([...ids, id]));
  const takeBack = (id: string) => setDecided((ids) => new Set([...ids].filter((other) => other !== id)));
  const thoughts = useSecondThoughts((ticketId) => {
    takeBack(ticketId);
    goBack(ticketId);
  });

  const decidedAt = useRef(Number.NEGATIVE_INFINITY);
  const decide = (ticket: TicketDetail, steps: readonly Step[]) => {
    if (performance.now() - decidedAt.current < doubleTapMs) return;
    decidedAt.current = performance.now();
    const { id, code } = ticket;
    // A corrected draft that is not approved yet stays in the queue.
    const leaves = steps.some(({ event }) => event !== "change_category");
    if (leaves) put(id);
    const undoable = steps.map((step) => ({ ...step, undoable: true }));
    decision.mutateAsync({ ticket, steps: undoable }).then(
      (latest) => {
        // Two drafts that are one incident are both still to be approved.
        if (latest?.status === "draft") takeBack(id);
        thoughts.add({ ticketId: id, code, done: doneText(text, latest ?? ticket, steps) }, latest?.undo ?? null);
      },
      (error: unknown) => {
        takeBack(id);
        const { what, todo } = text.error(refusalOf(error));
        const action = { label: text.today.backTo, run: () => goBack(id) };
        notice({ kind: "refused", text: `${text.today.failed(code)}${what}${todo}`, action });
      },
    );
  };

  const whyNotNow = (event: TicketEvent, ticket: TicketDetail) => whyNot(event, ticket, { text, live, sending: false });
  return { decided, decide, whyNotNow, thoughts };
}

function doneText(text: ConsoleText, latest: TicketDetail, steps: readonly Step[]): string {
  const { today } = text;
  const { code } = latest;
  const last = steps.at(-1);
  switch (last?.event) {
    case "approve":
      return today.approved(code);
    case "reject":
      return today.rejected(code);
    case "merge":
      return mergedText(text, latest, last.intoTicketId);
    default:
      return today.changed(code);
  }
}
