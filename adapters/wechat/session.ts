import { type Wechaty, WechatyBuilder } from "wechaty";
import { type impls, types } from "wechaty-puppet";
import { parseGroupRef } from "./refs.ts";
import {
  isThrottleNotice,
  type MessagePlace,
  readRefusal,
  translateMembership,
  translateMessage,
  translateTopic,
} from "./translate.ts";
import type { FromChild, FromHouse, WireResult } from "./wire.ts";

/** Rooms are told anew so often, for a puppet that learns of them only bit by bit. */
const roomsEveryMs = 5 * 60_000;
/** Trouble is told at most so often: a puppet without network has some every second. */
const troubleEveryMs = 60_000;

type Puppet = impls.PuppetInterface;
type Start = Extract<FromHouse, { type: "start" }>;
type Tell = (message: FromChild) => void;

/** One logged-in puppet, as the process serves it. */
export interface Session {
  say(groupRef: string, text: string): Promise<WireResult>;
  stop(): Promise<void>;
}

/** Starts a puppet and tells what comes of it. The order in which the puppet told is the order told on. */
export async function openSession({ puppet: name, puppetOptions }: Start, tell: Tell): Promise<Session> {
  const puppet = await makePuppet(name, puppetOptions);
  const bot = WechatyBuilder.build({ name: "wechat", puppet });
  const trouble = createTrouble(tell);
  // Without a listener an error ends the process; with one it is noise: wechaty looks every room up as a contact, too, and says so.
  bot.on("error", (error) => trouble.tell(error));

  let line = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => {
    line = line.then(work).catch((error: unknown) => trouble.tell(error));
  };
  const tellRooms = () => inOrder(async () => tell({ type: "rooms", rooms: await roomsOf(puppet) }));

  bot.on("scan", (qr, status) => {
    const scanned = status === types.ScanStatus.Scanned || status === types.ScanStatus.Confirmed;
    tell({ type: "scan", qr: status === types.ScanStatus.Waiting && qr ? qr : null, scanned });
  });
  bot.on("login", (user) => {
    inOrder(async () => {
      const { name = "", handle = "", weixin = "" } = await puppet.contactPayload(user.id);
      tell({ type: "login", selfId: user.id, name, handle: handle || weixin });
    });
    tellRooms();
  });
  bot.on("logout", () => inOrder(async () => tell({ type: "logout" })));
  bot.on("ready", tellRooms);
  hear(puppet, { tell, inOrder, tellRooms });
  const again = setInterval(() => puppet.isLoggedIn && tellRooms(), roomsEveryMs);

  await bot.start();
  return {
    say: (groupRef, text) => say(bot, groupRef, text),
    async stop() {
      clearInterval(again);
      trouble.stop();
      await bot.stop();
    },
  };
}

interface Hearing {
  readonly tell: Tell;
  readonly inOrder: (work: () => Promise<void>) => void;
  readonly tellRooms: () => void;
}

/** Listens to the puppet itself: wechaty looks things up side by side before it tells, and would tell them out of order. */
function hear(puppet: Puppet, { tell, inOrder, tellRooms }: Hearing): void {
  const selfId = () => (puppet.isLoggedIn ? puppet.currentUserId : "");
  const place = async (roomId: string) => ({
    selfId: selfId(),
    topic: await topicOf(puppet, roomId),
    receivedAt: new Date(),
  });

  puppet.on("message", ({ messageId }) =>
    inOrder(async () => {
      const message = await puppet.messagePayload(messageId);
      if (isThrottleNotice(message)) tell({ type: "throttled" });
      const { roomId, talkerId } = message;
      if (!roomId || !selfId()) return;
      const nick = await nickOf(puppet, roomId, talkerId);
      const told: MessagePlace = { ...(await place(roomId)), nick };
      const event = translateMessage(message, told);
      if (event) tell({ type: "event", event });
    }),
  );
  puppet.on("room-join", (happening) => {
    inOrder(async () => {
      if (!happening.inviteeIdList.includes(selfId())) return;
      tell({ type: "event", event: translateMembership("joined", happening, await place(happening.roomId)) });
    });
    tellRooms();
  });
  puppet.on("room-leave", (happening) => {
    inOrder(async () => {
      if (!happening.removeeIdList.includes(selfId())) return;
      tell({ type: "event", event: translateMembership("left", happening, await place(happening.roomId)) });
    });
    tellRooms();
  });
  puppet.on("room-topic", (happening) => {
    inOrder(async () => {
      const event = translateTopic(happening, { selfId: selfId(), receivedAt: new Date() });
      tell({ type: "event", event });
    });
    tellRooms();
  });
}

/** Says one text in a room. Never rejects: how it went is the answer. */
async function say(bot: Wechaty, groupRef: string, text: string): Promise<WireResult> {
  const { puppet } = bot;
  if (!puppet.isLoggedIn) return { status: "offline" };
  const place = parseGroupRef(groupRef);
  if (place?.selfId !== puppet.currentUserId) return { status: "other_login" };
  const { roomId } = place;
  const room = await bot.Room.find({ id: roomId }).catch(() => undefined);
  const members = room ? await puppet.roomMemberList(roomId).catch(() => null) : null;
  if (!room || (members && members.length > 0 && !members.includes(place.selfId)))
    return { status: "refused", reason: "the account is not in this group" };
  try {
    await room.say(text);
    return { status: "said" };
  } catch (error) {
    const refusal = readRefusal(error);
    if (refusal === "throttled") return { status: "throttled" };
    // Its words are not passed on: they may be a whole answer of the server's, with the session's keys.
    return { status: refusal, reason: error instanceof Error ? error.name : "?" };
  }
}

async function topicOf(puppet: Puppet, roomId: string): Promise<string | null> {
  const room = await puppet.roomPayload(roomId).catch(() => null);
  return room?.topic || null;
}

/** What somebody is called in a room: the name they took there, else their own. */
async function nickOf(puppet: Puppet, roomId: string, contactId: string | undefined): Promise<string> {
  if (!contactId) return "";
  const member = await puppet.roomMemberPayload(roomId, contactId).catch(() => null);
  return member?.roomAlias || member?.name || "";
}

async function roomsOf(puppet: Puppet): Promise<Extract<FromChild, { type: "rooms" }>["rooms"]> {
  const rooms: Extract<FromChild, { type: "rooms" }>["rooms"] = [];
  for (const roomId of await puppet.roomList()) {
    const room = await puppet.roomPayload(roomId).catch(() => null);
    if (!room) continue;
    const memberIds = await puppet.roomMemberList(roomId).catch(() => []);
    const members: string[] = [];
    for (const id of memberIds) {
      // Their own name, not that of the room: it stays when they call themselves something else there.
      const member = await puppet.roomMemberPayload(roomId, id).catch(() => null);
      if (member?.name && id !== puppet.currentUserId) members.push(member.name);
    }
    const adminIds = [room.ownerId, ...(room.adminIdList ?? [])].filter((id) => id !== undefined);
    rooms.push({ roomId, topic: room.topic ?? "", members, adminIds });
  }
  return rooms;
}

type PuppetClass = new (options: object) => Puppet;

/** Makes the puppet that a package exports, under whatever name. */
async function makePuppet(name: string, options: object): Promise<Puppet> {
  const exported: Record<string, unknown> = await import(name);
  const byDefault = exported["default"] as Record<string, unknown> | undefined;
  const found = [byDefault, byDefault?.["default"], ...Object.values(exported)].find(
    (value) => typeof value === "function" && "messageSendText" in (value.prototype ?? {}),
  );
  if (!found) throw new Error(`${name} exports no puppet`);
  return new (found as PuppetClass)(options);
}

/** Tells of the first trouble at once, and of what follows as a number. */
function createTrouble(tell: Tell) {
  let count = 0;
  let last = "";
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (count > 0) tell({ type: "trouble", text: last, count });
    count = 0;
  };
  return {
    tell(error: unknown) {
      count += 1;
      // The first line of its message: what follows may be the whole answer of a server.
      last = (error instanceof Error ? error.message : String(error)).split("\n")[0]!.slice(0, 200);
      if (timer) return;
      flush();
      timer = setTimeout(() => {
        timer = null;
        flush();
      }, troubleEveryMs);
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}
