import { z } from "zod";
import { messageKinds } from "../domain/chat.ts";
import { AreaPath, Instant } from "./wire.ts";

/** What is to be pasted next in a group where no bot may be. */
export const RelayPostView = z.object({
  id: z.string(),
  /** The exact texts, a message each. */
  parts: z.array(z.string()),
  urgent: z.boolean(),
  createdAt: Instant,
  /** Who copied it lately; null when it is anybody's. */
  takenBy: z.object({ name: z.string(), at: Instant, mine: z.boolean() }).nullable(),
});
export type RelayPostView = z.infer<typeof RelayPostView>;

/** A group where no bot may be. Only its next post is shown, so that no later one is pasted before it. */
export const RelayGroupView = z.object({
  id: z.string(),
  name: z.string(),
  areaPath: z.string(),
  kind: z.enum(["residents", "staff"]),
  next: RelayPostView.nullable(),
  /** Posts in hand, the next one among them. */
  waiting: z.int(),
});
export type RelayGroupView = z.infer<typeof RelayGroupView>;

/** The answer of `GET /api/relay/groups`. */
export const RelayGroupList = z.array(RelayGroupView);

/** The body of `POST /api/relay/groups`. */
export const NewRelayGroup = z.strictObject({
  name: z.string().trim().min(1).max(60),
  areaPath: AreaPath,
  kind: z.enum(["residents", "staff"]),
});
export type NewRelayGroup = z.infer<typeof NewRelayGroup>;

/** The answer of `POST /api/relay/groups`. */
export const MadeRelayGroup = z.object({ id: z.string() });

/** The body of `POST /api/relay/posts/:postId/settle`: it was pasted, or never will be. */
export const SettleRelayPost = z.strictObject({ as: z.enum(["sent", "dropped"]) });
export type SettleRelayPost = z.infer<typeof SettleRelayPost>;

/** The body of `POST /api/relay/groups/:groupId/words`: what somebody copied out of the group. */
export const PastedWords = z.strictObject({ text: z.string().min(1).max(200_000) });
export type PastedWords = z.infer<typeof PastedWords>;

/** What was read of it, so that whoever pasted can see whether it was read right. */
export const HeardWords = z.array(
  z.object({
    speaker: z.string(),
    at: Instant,
    kind: z.enum(messageKinds),
    text: z.string(),
    /** The house's own post, which came back with the chat. */
    ours: z.boolean(),
  }),
);
export type HeardWords = z.infer<typeof HeardWords>;
