import { z } from "zod";
import { postStates } from "../domain/post.ts";
import { commaList, Id, Instant } from "./wire.ts";

/** Where a post stands. `uncertain`: it may have arrived; `withheld`: the egress gate kept it back; `held`: it waits for the digest; `dropped`: it was let go. */
export const PostState = z.enum(postStates);
export type PostState = z.infer<typeof PostState>;

/** The query of `GET /api/posts`: `state=uncertain,withheld,failed`. */
export const ListPosts = z.object({ state: commaList(PostState).optional() });
export type ListPosts = z.infer<typeof ListPosts>;

/** One thing the bot said in a group, or tried to. */
export const PostView = z.object({
  id: z.string(),
  group: z.object({ id: z.string(), name: z.string() }),
  ticket: z.object({ id: z.string(), code: z.string() }).nullable(),
  text: z.string(),
  state: PostState,
  /** What the platform or the gate answered; null when there is nothing to say. */
  reason: z.string().nullable(),
  createdAt: Instant,
  /** When it was last tried; null when never. */
  triedAt: Instant.nullable(),
  tries: z.int(),
});
export type PostView = z.infer<typeof PostView>;

/** The answer of `GET /api/posts`, newest first. */
export const PostList = z.array(PostView);

/** The path of one post. */
export const PostParams = z.object({ postId: Id });

/** The body of `POST /api/posts/:postId/settle`: what a person found in the group. `was_not_posted` sends it again, `drop` never. */
export const SettlePost = z.strictObject({ as: z.enum(["was_posted", "was_not_posted", "drop"]) });
export type SettlePost = z.infer<typeof SettlePost>;
