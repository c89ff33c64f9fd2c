import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PostTicketEvent, TicketDetail } from "../../api/tickets.ts";
import type { ConsoleText } from "../../locales/console.ts";
import { newKey, send } from "../client.ts";
import { ticketQuery } from "../queries.ts";

/** One event of a decision; the version is added when its turn comes. */
export type Step = Omit<PostTicketEvent, "version">;

/** What a member of staff decided about a ticket: mostly one event, two for "change and approve". */
export interface Decision {
  readonly ticket: Pick<TicketDetail, "id" | "code" | "version">;
  readonly steps: readonly Step[];
}

/** What every dialog of a decision gets. */
export interface DecisionDialogProps {
  readonly ticket: TicketDetail;
  readonly onDecide: (steps: readonly Step[]) => void;
  readonly onClose: () => void;
}

/** What 并单 did: a ticket of the same group is merged, one of another is joined as one incident. */
export function mergedText(
  { today, incident }: ConsoleText,
  { code, mergedInto, incident: joined }: TicketDetail,
  intoTicketId: string | undefined,
): string {
  if (mergedInto) return today.merged(code, mergedInto.name);
  return incident.joined(code, joined?.tickets.find(({ id }) => id === intoTicketId)?.code ?? "");
}

/** Carries decisions out, each step on the version that the one before left. */
export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    async mutationFn({ ticket, steps }: Decision): Promise<TicketDetail | null> {
      let { version } = ticket;
      let latest: TicketDetail | null = null;
      for (const step of steps) {
        const path = `/api/tickets/${encodeURIComponent(ticket.id)}/events`;
        latest = await send<TicketDetail>("POST", path, { ...step, version } satisfies PostTicketEvent, newKey());
        ({ version } = latest);
        client.setQueryData(ticketQuery(ticket.id).queryKey, latest);
      }
      return latest;
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
  });
}
