import { toString as drawQr } from "qrcode";
import type { ChannelState, ChannelStep, RoomSight } from "../../src/ports/personal-channel.ts";
import { qrExpired, type WechatNotice } from "./notices.ts";
import { groupRefOf, loginPrefixOf } from "./refs.ts";
import type { FromChild } from "./wire.ts";

type LoggedIn = Omit<Extract<FromChild, { type: "login" }>, "type">;
type Rooms = Extract<FromChild, { type: "rooms" }>["rooms"];

/** Who is logged in, and what must be done until somebody is. */
export interface Login {
  off(): void;
  starting(): void;
  scan(qr: string | null, scanned: boolean): void;
  loggedIn(login: LoggedIn): void;
  loggedOut(): void;
  /** The process has ended. */
  ended(): void;
  rooms(rooms: Rooms): void;

  step(): ChannelStep;
  state(): Pick<ChannelState, "step" | "since" | "qr" | "scanned" | "accountName">;
  sight(): RoomSight | null;
  isAdmin(groupRef: string, senderRef: string): boolean;
  /** Resolves when it is no longer starting, or after so long. */
  settled(withinMs: number): Promise<void>;
}

/** Makes a login that is off. A code is forgotten when it has expired, and somebody is told. */
export function createLogin({
  qrValidMs,
  onNotice,
}: {
  readonly qrValidMs: number;
  readonly onNotice: (notice: WechatNotice) => void;
}): Login {
  let step: ChannelStep = "off";
  let since = new Date();
  let scanned = false;
  let qr: ChannelState["qr"] = null;
  let expiry: NodeJS.Timeout | undefined;
  let who: LoggedIn | null = null;
  let rooms: Rooms = [];
  const waiting = new Set<() => void>();

  const enter = (next: ChannelStep) => {
    if (next !== step) since = new Date();
    step = next;
    if (next !== "needs_login") forgetQr();
    if (next !== "online") {
      who = null;
      rooms = [];
    }
    if (next !== "starting") for (const go of waiting) go();
  };
  const forgetQr = () => {
    clearTimeout(expiry);
    qr = null;
    scanned = false;
  };

  return {
    off: () => enter("off"),
    starting: () => enter("starting"),
    ended: () => enter(step === "off" ? "off" : "offline"),
    loggedOut: () => enter("offline"),

    scan(text, isScanned) {
      enter("needs_login");
      scanned = isScanned;
      if (text === null) return;
      forgetQr();
      const expiresAt = new Date(Date.now() + qrValidMs);
      expiry = setTimeout(() => {
        forgetQr();
        onNotice(qrExpired);
      }, qrValidMs);
      expiry.unref();
      const drawnAs = expiry;
      void drawQr(text, { type: "svg", margin: 2 }).then((svg) => {
        // A later code may be there by now, or somebody has logged in.
        if (step === "needs_login" && expiry === drawnAs) qr = { svg, expiresAt };
      });
    },

    loggedIn(login) {
      enter("online");
      who = login;
    },
    rooms(seen) {
      if (who) rooms = seen;
    },

    step: () => step,
    state: () => ({ step, since, qr, scanned, accountName: who?.name || who?.handle || null }),
    sight() {
      if (!who) return null;
      const { selfId } = who;
      return {
        accountKey: accountKeyOf(who),
        refPrefix: loginPrefixOf(selfId),
        rooms: rooms.map(({ roomId, topic, members }) => ({ ref: groupRefOf(selfId, roomId), topic, members })),
      };
    },
    isAdmin(groupRef, senderRef) {
      const { selfId } = who ?? { selfId: "" };
      return rooms.some(
        ({ roomId, adminIds }) => groupRefOf(selfId, roomId) === groupRef && adminIds.includes(senderRef),
      );
    },

    async settled(withinMs) {
      if (step !== "starting") return;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(late);
          waiting.delete(done);
          resolve();
        };
        const late = setTimeout(done, withinMs);
        waiting.add(done);
      });
    },
  };
}

/** What of an account stays from login to login: its WeChat id; else its puppet's id, unless that is one of the web's, which never stay; else its name. */
function accountKeyOf({ selfId, handle, name }: LoggedIn): string {
  if (handle) return `id:${handle}`;
  return selfId.startsWith("@") && name ? `name:${name}` : `ref:${selfId}`;
}
