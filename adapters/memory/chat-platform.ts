import { setTimeout as pause } from "node:timers/promises";
import type { PlatformName } from "../../src/domain/chat.ts";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type {
  Capabilities,
  ChatPlatform,
  OutboundPost,
  RunOptions,
  SendOutcome,
} from "../../src/ports/chat-platform.ts";
import { type Clock, systemClock } from "../../src/ports/clock.ts";
import { createMemoryNetwork, type MemoryChat, type MemoryNetwork } from "./memory-chat.ts";
import { createFaultPlan, type FaultOptions, type FaultPlan, type SendFault } from "./send-faults.ts";

export type { MemoryChat, MemoryPost, MemoryWords } from "./memory-chat.ts";
export type { SendFault } from "./send-faults.ts";

/** A chat platform in memory together with its far side, where tests write as residents and see what the group is shown. */
export interface MemoryPlatform extends ChatPlatform {
  readonly chat: MemoryChat;
  /** Plans what befalls the next send, after `skip` that go well. */
  plan(fault: SendFault, skip?: number): void;
  /** Ends what `refuse_connection` began. */
  mend(): void;
  /** The next send reaches the network, which keeps its answer back until `release`. */
  holdNextSend(): { readonly arrived: Promise<void>; release(): void };
}

export interface MemoryPlatformOptions extends Partial<FaultOptions> {
  /** "memory" when absent. */
  readonly name?: PlatformName;
  readonly account?: string;
  readonly clock?: Clock;
  /** What differs from a platform that can do everything, in messages of 4096. */
  readonly capabilities?: Partial<Capabilities>;
  /** How long an event that could not be kept waits until it is handed over again. */
  readonly retryPauseMs?: number;
}

/** What a memory platform can do when it is not told otherwise. */
export const memoryCapabilities: Capabilities = {
  edit: true,
  buttons: true,
  reply: true,
  seesEdits: true,
  seesRecalls: true,
  stableRefs: true,
  textCharsMax: 4096,
};

/** A chat platform in memory, in earnest: groups apart from each other, faults to plan, nothing lost while it does not run. */
export function createMemoryPlatform(options: MemoryPlatformOptions = {}): MemoryPlatform {
  const { name = "memory", account = "bot", clock = systemClock, retryPauseMs = 5 } = options;
  const { seed = 1, cutChance = 0, floodChance = 0 } = options;
  const capabilities = { ...memoryCapabilities, ...options.capabilities };
  const network = createMemoryNetwork({ platform: name, account }, clock);
  const faults = createFaultPlan({ seed, cutChance, floodChance });
  const underway = new Set<Promise<unknown>>();
  let hold: { arrive: () => void; released: Promise<void> } | null = null;

  return {
    name,
    account,
    capabilities,
    chat: network,

    async run(run) {
      if (network.listener) throw new AppError("PLATFORM_UNAVAILABLE", { platform: name, reason: "it runs already" });
      await serve(network, run, capabilities, retryPauseMs);
      await Promise.allSettled(underway);
    },

    send(post) {
      const sending = (async () => {
        const held = hold;
        hold = null;
        held?.arrive();
        const outcome = sendParts(post, capabilities, network, faults);
        await held?.released;
        return outcome;
      })();
      underway.add(sending);
      return sending.finally(() => underway.delete(sending));
    },

    async react(mark) {
      const taken = network.sign(mark);
      if ("movedTo" in taken) return { status: "moved", groupRef: taken.movedTo };
      return "refused" in taken ? { status: "failed", reason: taken.refused } : { status: "sent", messageRefs: [] };
    },
    isGroupAdmin: async (groupRef, senderRef) => network.isOwner(groupRef, senderRef),

    plan: (fault, skip = 0) => faults.plan(fault, skip),
    mend: () => faults.mend(),
    holdNextSend() {
      let arrive = () => {};
      let release = () => {};
      const arrived = new Promise<void>((resolve) => (arrive = resolve));
      const released = new Promise<void>((resolve) => (release = resolve));
      hold = { arrive, released };
      return { arrived, release };
    },
  };
}

/** Hands over what waits, group by group, until told to stop; resolves when what is in hand is kept. */
async function serve(
  network: MemoryNetwork,
  run: RunOptions,
  capabilities: Capabilities,
  retryPauseMs: number,
): Promise<void> {
  const { signal } = run;
  if (signal.aborted) return;
  const busy = new Map<string, Promise<void>>();

  const drain = async (groupRef: string) => {
    for (let next = network.peek(groupRef); next && !signal.aborted; next = network.peek(groupRef)) {
      if ("press" in next) {
        const answer = await run.onPress(next.press).catch(() => ({ text: "" }));
        next.show(answer.text);
        network.drop(groupRef);
      } else if (isUnseen(next.event.type, capabilities)) {
        network.drop(groupRef);
      } else {
        await run.onEvent(next.event).then(
          () => network.drop(groupRef),
          () => pause(retryPauseMs, null, { signal }).catch(() => {}),
        );
      }
    }
    busy.delete(groupRef);
  };
  const start = (groupRef: string) => {
    if (!busy.has(groupRef))
      busy.set(
        groupRef,
        Promise.resolve().then(() => drain(groupRef)),
      );
  };

  network.listener = start;
  for (const groupRef of network.groupRefs()) start(groupRef);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await Promise.all(busy.values());
  network.listener = null;
}

/** True for what this platform's network does not tell. */
function isUnseen(type: string, { seesEdits, seesRecalls }: Capabilities): boolean {
  return (type === "edit" && !seesEdits) || (type === "recall" && !seesRecalls);
}

function sendParts(
  post: OutboundPost,
  capabilities: Capabilities,
  network: MemoryNetwork,
  faults: FaultPlan,
): SendOutcome {
  const split = partsOfPost(post, capabilities);
  if ("refused" in split) return { status: "failed", reason: split.refused };

  const messageRefs: string[] = [];
  for (let partsDone = post.partsDone; partsDone < split.parts.length; partsDone += 1) {
    const fault = faults.next();
    if (fault?.type === "flood") return { status: "retry", afterMs: fault.afterMs, reason: "flood", partsDone };
    if (fault?.type === "refuse_connection") return { status: "retry", afterMs: 1_000, reason: fault.type, partsDone };
    if (fault?.type === "cut_before_acceptance") return { status: "unknown", reason: "connection cut", partsDone };

    const isLast = partsDone === split.parts.length - 1;
    const choices = capabilities.buttons && isLast ? post.choices : [];
    const replyToRef = capabilities.reply && partsDone === 0 ? post.replyToRef : null;
    const taken = network.take(post, split.parts[partsDone]!, choices, replyToRef);

    if (fault?.type === "cut_after_acceptance") return { status: "unknown", reason: "connection cut", partsDone };
    if ("movedTo" in taken) return { status: "moved", groupRef: taken.movedTo };
    if ("refused" in taken) return { status: "failed", reason: taken.refused };
    messageRefs.push(taken.ref);
  }
  return { status: "sent", messageRefs: capabilities.edit ? messageRefs : [] };
}
