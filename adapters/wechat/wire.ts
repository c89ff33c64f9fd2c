import { z } from "zod";
import { messageKinds } from "../../src/domain/chat.ts";

/*
 * What the house and its WeChat process say to each other, one JSON value a message. Both ends check what they hear: the far side of this
 * pipe runs several hundred packages that nobody here has read.
 */

const Told = {
  eventKey: z.string().min(1),
  groupRef: z.string(),
  groupName: z.string().nullable(),
  at: z.iso.datetime(),
  raw: z.json(),
};

/** One event, as the port knows it, but for the platform's name and account. */
export const WireEvent = z.discriminatedUnion("type", [
  z.strictObject({
    ...Told,
    type: z.literal("message"),
    messageRef: z.string().min(1),
    senderRef: z.string(),
    nick: z.string(),
    fromSelf: z.boolean(),
    kind: z.enum(messageKinds),
    text: z.string(),
  }),
  z.strictObject({ ...Told, type: z.literal("recall"), messageRef: z.string().min(1) }),
  z.strictObject({ ...Told, type: z.literal("joined") }),
  z.strictObject({ ...Told, type: z.literal("left") }),
  z.strictObject({ ...Told, type: z.literal("unknown") }),
]);
export type WireEvent = z.infer<typeof WireEvent>;

/** A room the account is in, with what it may be known again by. */
export const WireRoom = z.strictObject({
  roomId: z.string().min(1),
  topic: z.string(),
  members: z.array(z.string()),
  /** Of those who own or run the room. */
  adminIds: z.array(z.string()),
});

/** What became of one text. `offline`, `throttled` and `refused`: it was surely not said. `unclear`: it may have been. */
export const WireResult = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("said") }),
  z.strictObject({ status: z.literal("offline") }),
  z.strictObject({ status: z.literal("throttled") }),
  z.strictObject({ status: z.literal("other_login") }),
  z.strictObject({ status: z.literal("refused"), reason: z.string() }),
  z.strictObject({ status: z.literal("unclear"), reason: z.string() }),
]);
export type WireResult = z.infer<typeof WireResult>;

/** From the WeChat process to the house. */
export const FromChild = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready_to_start") }),
  z.strictObject({ type: z.literal("scan"), qr: z.string().nullable(), scanned: z.boolean() }),
  z.strictObject({ type: z.literal("login"), selfId: z.string().min(1), name: z.string(), handle: z.string() }),
  z.strictObject({ type: z.literal("logout") }),
  z.strictObject({ type: z.literal("rooms"), rooms: z.array(WireRoom) }),
  z.strictObject({ type: z.literal("event"), event: WireEvent }),
  z.strictObject({ type: z.literal("result"), id: z.int(), result: WireResult }),
  /** WeChat said that the account acts too often. */
  z.strictObject({ type: z.literal("throttled") }),
  /** Something went wrong that ends nothing. */
  z.strictObject({ type: z.literal("trouble"), text: z.string(), count: z.int() }),
  /** It cannot go on; the process ends. */
  z.strictObject({ type: z.literal("fatal"), text: z.string() }),
]);
export type FromChild = z.infer<typeof FromChild>;

/** From the house to the WeChat process. */
export const FromHouse = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    puppet: z.string().min(1),
    puppetOptions: z.record(z.string(), z.json()),
  }),
  z.strictObject({ type: z.literal("say"), id: z.int(), groupRef: z.string().min(1), text: z.string().min(1) }),
  z.strictObject({ type: z.literal("stop") }),
]);
export type FromHouse = z.infer<typeof FromHouse>;
