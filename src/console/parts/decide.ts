import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PostTicketEvent, TicketDetail } from "../../api/tickets.ts";
import { newKey, refusalOf, send } from "../client.ts";
import { ticketQuery } from "../queries.ts";

/** One event of a decision; the version is added when its turn comes. */
export type Step = Omit<PostTicketEvent, "version">;

/** What a member of staff decided about a ticket: mostly one event, two for "change and approve". */
export interface Decision {
  readonly ticket: Pick<TicketDetail, "id" | "code" | "version">;
  readonly steps: readonly Step[];
}

/** How often a step whose answer got lost is sent again; its idempotency key makes the second one harmless. */
const resendsMax = 2;

/** Carries decisions out, each step on the version that the one before left. */
export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    async mutationFn({ ticket, steps }: Decision): Promise<TicketDetail | null> {
      let { version } = ticket;
      let latest: TicketDetail | null = null;
      for (const step of steps) {
        latest = await sendStep(ticket.id, { ...step, version });
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

async function sendStep(ticketId: string, body: PostTicketEvent): Promise<TicketDetail> {
  const key = newKey();
  for (let resends = 0; ; resends++) {
    try {
      return await send<TicketDetail>("POST", `/api/tickets/${encodeURIComponent(ticketId)}/events`, body, key);
    } catch (error) {
      if (resends === resendsMax || refusalOf(error).code !== "OFFLINE") throw error;
    }
  }
}
