import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { TicketDetail } from "../../api/tickets.ts";
import { undoMs } from "../../domain/undo.ts";
import { refusalOf, send } from "../client.ts";
import { draftsQuery, ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useNotice } from "./Notices.tsx";

/** A decision that can still be taken back. */
export interface SecondThought {
  readonly ticketId: string;
  readonly code: string;
  /** What was decided, in a line. */
  readonly done: string;
  /** Exactly what is said where, when nobody takes it back. */
  readonly posts: NonNullable<TicketDetail["undo"]>["posts"];
  /** By this browser's own clock, which need not agree with the house's. */
  readonly endsAt: number;
}

/** The answer took some of the time, and taking back takes some more: whoever presses in the last half second would mostly be too late. */
const underwayMs = 500;
const countEveryMs = 250;

/** The decisions of the last seconds, the newest first, and how to take one back. `undone` hears of each that was. */
export function useSecondThoughts(undone: (ticketId: string) => void) {
  const text = useText();
  const notice = useNotice();
  const client = useQueryClient();
  const [all, setAll] = useState<readonly SecondThought[]>([]);
  const now = useCount(all.length > 0);
  const drop = (ticketId: string) => setAll((thoughts) => thoughts.filter((one) => one.ticketId !== ticketId));

  const undoing = useMutation({
    mutationFn: ({ ticketId }: SecondThought) =>
      send<TicketDetail>("POST", `/api/tickets/${encodeURIComponent(ticketId)}/undo`),
    onSuccess: async (ticket, { ticketId, code }) => {
      client.setQueryData(ticketQuery(ticketId).queryKey, ticket);
      // Whoever is led back to a draft finds it in the queue again: a list that was asked for before must not take it out.
      await client.cancelQueries(draftsQuery);
      client.setQueryData(
        draftsQuery.queryKey,
        (list) => list && { ...list, tickets: [...list.tickets.filter(({ id }) => id !== ticketId), ticket] },
      );
      notice({ kind: "done", text: text.today.undone(code) });
      undone(ticketId);
    },
    onError: (error, { code }) => {
      const { what, todo } = text.error(refusalOf(error));
      notice({ kind: "refused", text: `${code}${text.marks.colon}${text.marks.sentences(what, todo)}` });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
  });

  return {
    waiting: all.filter(({ endsAt }) => endsAt > now),
    secondsLeft: ({ endsAt }: SecondThought) => Math.ceil((endsAt - now) / 1_000),
    add(decided: Pick<SecondThought, "ticketId" | "code" | "done">, undo: TicketDetail["undo"]) {
      const endsAt = performance.now() + undoMs - underwayMs;
      setAll((thoughts) => [
        { ...decided, posts: undo?.posts ?? [], endsAt },
        ...thoughts.filter((one) => one.ticketId !== decided.ticketId && one.endsAt > performance.now()),
      ]);
    },
    undo(thought: SecondThought) {
      drop(thought.ticketId);
      undoing.mutate(thought);
    },
  };
}

/** The browser's clock, looked at again and again while somebody waits for it. */
function useCount(isWaiting: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (!isWaiting) return;
    setNow(performance.now());
    const counting = setInterval(() => setNow(performance.now()), countEveryMs);
    return () => clearInterval(counting);
  }, [isWaiting]);
  return now;
}
