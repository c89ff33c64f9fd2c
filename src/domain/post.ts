import type { TicketEvent } from "./ticket.ts";

/** The one thing a post may be made of: a template's name and the fields it is given. What the templates say is in src/locales/posts.ts. */
export interface PostContent {
  readonly template: string;
  readonly fields: PostFields;
}

/** What a template is given: plain values, so that they can be stored and the text made again. */
export type PostFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A post that a decision owes a group. The transaction of the decision writes it to the outbox. */
export interface NewPost extends PostContent {
  /** What the template made of the fields. The gate makes it again before it is sent. */
  readonly text: string;
  /** The same for the same thing said, whoever decides it again: at most one post of a key is ever written. */
  readonly idempotencyKey: string;
  readonly groupId: string;
  readonly ticketId: string | null;
  readonly choices: readonly Choice[];
  /** Which earlier post of this ticket in this group it replaces: "card", "approval_card"; null to say it anew. */
  readonly replaces: string | null;
  readonly replyToRef: string | null;
  /** Counts towards the group's budget of the day. */
  readonly proactive: boolean;
  /** Goes out at night and beyond the budget: danger to life, or an answer to the one who just asked. */
  readonly urgent: boolean;
}

/** A button and what pressing it means. The token it carries is made when the post is written. */
export interface Choice {
  readonly label: string;
  readonly action: ButtonAction;
}

/** What a button asks for. It is checked anew when pressed, against who presses and how the ticket stands then. */
export type ButtonAction =
  | {
      readonly do: "event";
      readonly event: TicketEvent;
      readonly category?: string;
      readonly intoTicketId?: string;
      readonly reason?: string;
    }
  /** Shows further choices on the same card. */
  | { readonly do: "show"; readonly menu: ApprovalMenu };

/** What an approval card shows below its words. */
export const approvalMenus = ["main", "categories", "merge", "reject"] as const;
export type ApprovalMenu = (typeof approvalMenus)[number];

/** Where a post stands. `handed`: a person has it, to paste it where no bot may be, and says when that is done. */
export const postStates = [
  "pending",
  "sending",
  "sent",
  "held",
  "handed",
  "uncertain",
  "withheld",
  "failed",
  "dropped",
] as const;
export type PostState = (typeof postStates)[number];
