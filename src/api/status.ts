import { z } from "zod";
import { platformNames } from "../domain/chat.ts";
import { Instant } from "./wire.ts";

/** How one platform does. */
export const PlatformStatus = z.object({
  name: z.enum(platformNames),
  account: z.string(),
  state: z.enum(["running", "waiting", "stopped"]),
  lastEventAt: Instant.nullable(),
  /** What somebody should do about it, in Chinese: privacy mode is on, nothing came for five minutes. */
  notice: z.string().nullable(),
});
export type PlatformStatus = z.infer<typeof PlatformStatus>;

/** How the house does, for the status page. */
export const StatusView = z.object({
  version: z.string(),
  startedAt: Instant,
  reader: z.object({
    /** The local reader's name, or the model's. */
    name: z.string(),
    /** A language model should read, and cannot: drafts are marked 离线判断. */
    offline: z.boolean(),
  }),
  queue: z.object({ backend: z.enum(["postgres", "redis", "memory"]), depth: z.int() }),
  database: z.object({ embedded: z.boolean() }),
  /** Where the data is governed: "cn". */
  region: z.string(),
  platforms: z.array(PlatformStatus),
  /** What waits for people, in the reader's areas. */
  counts: z.object({
    drafts: z.int(),
    uncertain: z.int(),
    withheld: z.int(),
    failed: z.int(),
    parked: z.int(),
    openQuestions: z.int(),
    /** Posts that a person is to paste, or has just copied. */
    handed: z.int(),
  }),
});
export type StatusView = z.infer<typeof StatusView>;
