import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../../src/errors/app-error.ts";
import type { ChatPlatform, RunOptions } from "../../src/ports/chat-platform.ts";
import type { PersonalChannel, RoomSight } from "../../src/ports/personal-channel.ts";
import { startProcess, type WechatProcess } from "./child-process.ts";
import { createHeard, handOver } from "./heard.ts";
import { createKeptPace, type WechatPaceMemory } from "./kept-pace.ts";
import { createLogin } from "./login.ts";
import { loggedOut, needsLogin, notAccepted, queueFull, throttled, trouble, type WechatNotice } from "./notices.ts";
import { createAccountPace, defaultPace, type PaceLimits } from "./pace.ts";
import { account } from "./refs.ts";
import { createSender, wechatCapabilities } from "./send.ts";
import type { FromChild, FromHouse } from "./wire.ts";

export type { WechatPaceMemory } from "./kept-pace.ts";
export type { WechatNotice } from "./notices.ts";
export { defaultPace, type PaceLimits } from "./pace.ts";
export { wechatCapabilities } from "./send.ts";

/** WeChat as a chat platform, with what its admins must see of it. */
export interface WechatPlatform extends ChatPlatform {
  readonly channel: PersonalChannel;
  /** Ends the process that speaks. Afterwards nothing is sent and no run begins. */
  close(): Promise<void>;
  /** The process that speaks now; null when there is none. */
  processId(): number | null;
}

export interface WechatOptions {
  /** The package that speaks WeChat's protocol, such as "wechaty-puppet-wechat4u", or the address of a file. */
  readonly puppet: string;
  /** What that package wants to know, such as a token. */
  readonly puppetOptions: Extract<FromHouse, { type: "start" }>["puppetOptions"];
  /** Where the process keeps its login. */
  readonly folder: string;
  /** Says whether somebody has accepted the risk. Nothing is started before, and what runs is ended when it is taken back. */
  readonly isAllowed: () => Promise<boolean>;
  readonly pace?: PaceLimits;
  /** Where the pace outlives the house; without it a restart begins the day anew. */
  readonly paceMemory?: WechatPaceMemory;
  /** Told what the person who runs the account should know; null when what was told last is over. */
  readonly onNotice?: (notice: WechatNotice | null) => void;
  /** Told what rooms the account is in: after each login, now and then, and when a login ends. */
  readonly onRooms?: (sight: RoomSight) => void;
  /** A clock that never goes back, for the pace of sending. */
  readonly monotonicMs?: () => number;
  readonly random?: () => number;
  readonly timing?: Partial<WechatTiming>;
}

export interface WechatTiming {
  readonly sendWithinMs: number;
  /** How long a post waits for a process that has just been started. */
  readonly startWithinMs: number;
  readonly stopWithinMs: number;
  /** A login code is shown for so long. WeChat does not say how long it is good. */
  readonly qrValidMs: number;
  /** How often it is asked whether the risk is accepted. */
  readonly allowedEveryMs: number;
  readonly retryPauseMs: number;
}

const defaultTiming: WechatTiming = {
  sendWithinMs: 20_000,
  startWithinMs: 15_000,
  stopWithinMs: 5_000,
  qrValidMs: 180_000,
  allowedEveryMs: 5_000,
  retryPauseMs: 200,
};

/** Connects one WeChat account by any puppet of wechaty. Starts nothing until `run` or `send`. Its traps are told in README.md beside this file. */
export function createWechatPlatform(options: WechatOptions): WechatPlatform {
  const { onNotice = () => {}, onRooms = () => {}, isAllowed } = options;
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const timing = { ...defaultTiming, ...options.timing };
  const pace = createAccountPace(options.pace ?? defaultPace, monotonicMs, options.random ?? Math.random);
  const kept = createKeptPace(pace, options.paceMemory, tellPause);
  const login = createLogin({ qrValidMs: timing.qrValidMs, onNotice });
  const heard = createHeard(() => onNotice(queueFull));
  let speaking: WechatProcess | null = null;
  let life: "fresh" | "begun" | "closed" = "fresh";
  let endedOnPurpose = false;

  const sender = createSender({
    pace: kept.pace,
    sendWithinMs: timing.sendWithinMs,
    async isOnline() {
      // What cannot be recalled may have been a stop: then nothing is said.
      if (!(await kept.recalled())) return false;
      // A post may come before the first run. Later only a run starts the process, or one that is broken would be started by every post.
      if (life === "fresh" && (await isAllowed()) && life === "fresh") begin();
      await login.settled(timing.startWithinMs);
      return login.step() === "online";
    },
    tell: (message) => speaking?.tell(message) ?? false,
    onComplaint: complain,
  });

  function begin(): WechatProcess {
    life = "begun";
    endedOnPurpose = false;
    login.starting();
    const begun = startProcess(options.folder, take);
    speaking = begun;
    begun.tell({ type: "start", puppet: options.puppet, puppetOptions: options.puppetOptions });
    void begun.ended.then((reason) => {
      if (speaking === begun) speaking = null;
      tellSight();
      login.ended();
      sender.lost(reason);
    });
    return begun;
  }

  function complain(): void {
    kept.pace.complain();
    tellPause();
  }

  function tellPause(): void {
    const until = pace.pausedUntil();
    if (until !== null) onNotice(throttled(until === "resumed" ? null : until - monotonicMs()));
  }

  function take(message: FromChild): void {
    switch (message.type) {
      case "scan":
        login.scan(message.qr, message.scanned);
        if (message.qr !== null) onNotice(needsLogin);
        break;
      case "login":
        login.loggedIn(message);
        onNotice(null);
        break;
      case "logout":
        tellSight();
        login.loggedOut();
        onNotice(loggedOut);
        break;
      case "rooms":
        login.rooms(message.rooms);
        tellSight();
        break;
      case "event":
        heard.add(message.event);
        break;
      case "result":
        sender.answered(message.id, message.result);
        break;
      case "throttled":
        complain();
        break;
      case "trouble":
        onNotice(trouble(message.text, message.count));
        break;
      // Both show in the process itself: it is told what to start with at once, and it ends.
      case "ready_to_start":
      case "fatal":
        break;
    }
  }

  /** Also when a login ends: what has been bound since the last sight is noted with it, so that it is known again after the next. */
  function tellSight(): void {
    const sight = login.sight();
    if (sight) onRooms(sight);
  }

  async function stopProcess(): Promise<void> {
    endedOnPurpose = true;
    await speaking?.stop(timing.stopWithinMs);
  }

  /** Serves with one process until it ends or the run does. */
  async function serveOnce(run: RunOptions): Promise<void> {
    const served = speaking ?? begin();
    const over = new AbortController();
    let reason: string | null = null;
    void served.ended.then((why) => {
      reason = why;
      over.abort();
    });
    const asking = setInterval(() => {
      // A database that is away says nothing about what was accepted.
      void isAllowed().then(
        (allowed) => (allowed ? undefined : stopProcess()),
        () => {},
      );
    }, timing.allowedEveryMs);
    await handOver(heard, run, AbortSignal.any([run.signal, over.signal]), timing.retryPauseMs);
    clearInterval(asking);
    if (reason !== null && !endedOnPurpose) throw unavailable(reason);
  }

  return {
    name: "wechat",
    account,
    capabilities: wechatCapabilities,

    async run(run) {
      let isTold = false;
      void kept.recalled();
      try {
        while (!run.signal.aborted && life !== "closed") {
          if (await isAllowed()) {
            isTold = false;
            await serveOnce(run);
          } else {
            login.off();
            if (!isTold) onNotice(notAccepted);
            isTold = true;
            await rest(timing.allowedEveryMs, run.signal);
          }
        }
      } catch (error) {
        if (!run.signal.aborted) throw error;
      } finally {
        await sender.idle();
      }
    },

    send: (post) => sender.send(post),
    isGroupAdmin: async (groupRef, senderRef) => login.isAdmin(groupRef, senderRef),

    channel: {
      platform: "wechat",
      account,
      state() {
        const until = pace.pausedUntil();
        const pausedUntil = typeof until === "number" ? new Date(Date.now() + until - monotonicMs()) : until;
        return { ...login.state(), puppet: options.puppet, pausedUntil };
      },
      sight: () => login.sight(),
      renewQr() {
        if (login.step() !== "online") void stopProcess();
      },
      resumeSending() {
        kept.pace.resume();
        onNotice(null);
      },
    },

    async close() {
      life = "closed";
      await stopProcess();
    },
    processId: () => speaking?.pid ?? null,
  };
}

function unavailable(reason: string): AppError {
  return new AppError("PLATFORM_UNAVAILABLE", { platform: "wechat", reason });
}

/** Waits, or less when told to stop. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
