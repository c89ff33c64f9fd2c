import type { TicketFile } from "../../api/forms.ts";
import type { ContextMessage, TicketDetail, TimelineEntry } from "../../api/tickets.ts";

/** Something on a ticket's one timeline: what was said, what was handed in, what happened, what the bot said. */
export type Told =
  | TimelineEntry
  | { readonly type: "message"; readonly id: string; readonly at: string; readonly message: ContextMessage }
  | {
      readonly type: "file";
      readonly id: string;
      readonly at: string;
      readonly file: TicketFile;
      readonly number: number;
    };

/** What the timeline can be narrowed to. */
export const timelineViews = ["all", "work", "words", "notes"] as const;
export type TimelineView = (typeof timelineViews)[number];

/** Everything about a ticket in one line of time, the oldest first. Of the chat only the evidence: the talk around it stands beside. */
export function timelineOf(ticket: Pick<TicketDetail, "timeline" | "context">, files: readonly TicketFile[]): Told[] {
  const messages = ticket.context
    .filter(({ evidence }) => evidence)
    .map((message): Told => ({ type: "message", id: `m${message.id}`, at: message.at, message }));
  const handedIn = files.map(
    (file, index): Told => ({ type: "file", id: `f${file.id}`, at: file.createdAt, file, number: index + 1 }),
  );
  return [...messages, ...handedIn, ...ticket.timeline].sort((a, b) => a.at.localeCompare(b.at));
}

/** Says whether something belongs to a view: work is what moved it, words what residents said or read, notes what stays inside. */
export function isIn(view: TimelineView, told: Told): boolean {
  switch (view) {
    case "all":
      return true;
    case "words":
      return told.type !== "event" || told.source === "resident";
    case "notes":
      return told.type === "event" && told.source === "staff" && (told.event === "noted" || told.note !== null);
    case "work":
      return told.type === "event" && told.event !== "noted";
  }
}
