import { onTestFinished } from "vitest";
import type { MessageKind } from "../../src/domain/chat.ts";
import type {
  ButtonPress,
  ChatPlatform,
  MessageEvent,
  OutboundPost,
  PlatformEvent,
  PressAnswer,
  SendOutcome,
} from "../../src/ports/chat-platform.ts";
import type { Held } from "../support/latch.ts";

/** A platform and the far side of it, as a plain object: what an adapter's test file must build to run the contract. */
export interface PlatformBench {
  readonly platform: ChatPlatform;
  /** A group that exists, that the bot is in and may post in. `say`, `edit`, `recall` and `press` happen in it. */
  readonly groupRef: string;
  /** A resident's message reaches the network. Resolves with its ref when the network has it, not when the platform has handed it over. */
  say(words: FarWords): Promise<string>;
  /** Something reaches the network that the platform's adapter has never heard of. */
  sayStrange(): Promise<void>;
  /** A resident changes what it said; nothing happens where the network has no edits. */
  edit(messageRef: string, text: string): Promise<void>;
  /** A resident takes a message back; where the network does not tell, nothing reaches the platform. */
  recall(messageRef: string): Promise<void>;
  /** The network delivers its last event once more, as after a confirmation that it missed. */
  redeliverLast(): Promise<void>;
  /** A resident presses a button. Resolves with what that person is then shown. */
  press(messageRef: string, token: string): Promise<string>;
  /** Every text that people who pressed were shown, oldest first. */
  pressAnswers(): readonly string[];
  /** What a group has been shown, oldest first, in its present words. */
  posts(groupRef: string): readonly FarPost[];
  /** Plans what befalls a send, after `skip` sends that go well. Never called for a fault that the bench `cannot` have. */
  plan(fault: FarFault, skip?: number): Promise<void>;
  /** Ends what `refuse_connection` began. */
  mend(): Promise<void>;
  /** The next send reaches the network, which keeps its answer back until `release`. */
  holdNextSend(): Held;
  /** Lets so much time pass on the platform's clock. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What somebody says on the far side. */
export interface FarWords {
  readonly text: string;
  /** "text" when absent. */
  readonly kind?: MessageKind;
  readonly quotedRef?: string;
  /** Who: a resident when absent, the second resident, or the bot's own account. */
  readonly by?: "other" | "bot";
}

/** One post as the group sees it now. */
export interface FarPost {
  readonly ref: string;
  readonly text: string;
  /** The buttons below it, in order. */
  readonly buttons: readonly { readonly label: string; readonly token: string }[];
  readonly replyToRef: string | null;
}

/** What may befall a send. */
export type FarFault =
  /** Refused for now: not before `afterMs`. */
  | { readonly type: "flood"; readonly afterMs: number }
  /** The network takes it, and the connection breaks before the answer. */
  | { readonly type: "cut_after_acceptance" }
  /** Nobody listens, until `mend`. */
  | { readonly type: "refuse_connection" }
  /** The bot may not post here. */
  | { readonly type: "no_right" }
  /** The bot has been put out of the group. */
  | { readonly type: "kicked" }
  /** The group goes on under another ref. */
  | { readonly type: "moved"; readonly toGroupRef: string };

/** A bench whose platform runs, and what it has handed over. */
export interface RunningBench extends PlatformBench {
  /** Every event handed over and kept, in the order of keeping. */
  readonly events: readonly PlatformEvent[];
  readonly presses: readonly ButtonPress[];
  messages(): readonly MessageEvent[];
  /** Resolves when so many events are kept. */
  kept(count: number): Promise<void>;
  /** Aborts the run and resolves when it has ended. */
  stop(): Promise<void>;
}

/** How a test's run keeps events and answers presses, where it matters. */
export interface RunHooks {
  /** Called before an event counts as kept; it may wait or reject. */
  readonly onEvent?: (event: PlatformEvent) => Promise<void> | void;
  readonly onPress?: (press: ButtonPress) => Promise<PressAnswer>;
}

/** Opens a bench that is closed when the test is done, and does not run it. */
export async function openedFor<B extends PlatformBench>(openBench: () => Promise<B>): Promise<B> {
  const bench = await openBench();
  onTestFinished(() => bench.close());
  return bench;
}

/** Runs a bench's platform and collects what it hands over; the run is stopped when the test is done. */
export function runningOn(bench: PlatformBench, hooks: RunHooks = {}): RunningBench {
  const events: PlatformEvent[] = [];
  const presses: ButtonPress[] = [];
  const waiting = new Set<() => void>();
  const stopping = new AbortController();

  const run = bench.platform.run({
    signal: stopping.signal,
    async onEvent(event) {
      await hooks.onEvent?.(event);
      events.push(event);
      for (const look of waiting) look();
    },
    async onPress(press) {
      presses.push(press);
      return hooks.onPress ? hooks.onPress(press) : { text: `ok ${press.token}` };
    },
  });
  const stop = () => {
    stopping.abort();
    return run;
  };
  onTestFinished(stop);

  return {
    ...bench,
    events,
    presses,
    messages: () => events.filter((event) => event.type === "message"),
    kept(count: number) {
      const { promise, resolve, reject } = deferred();
      const look = () => {
        if (events.length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      run.catch(reject);
      look();
      return promise;
    },
    stop,
  };
}

/** A promise and its two ends. */
export function deferred(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve = () => {};
  let reject = (_reason: unknown) => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A post with nothing special about it, but what the test names. */
export function postIn(groupRef: string, post: Partial<OutboundPost> = {}): OutboundPost {
  return {
    groupRef,
    text: "3号楼电梯停运 已转物业",
    choices: [],
    editRef: null,
    replyToRef: null,
    partsDone: 0,
    idempotencyKey: `post-${++postsMade}`,
    ...post,
  };
}
let postsMade = 0;

/** Sends as the outbox does: waits when told to wait, takes up where it stopped, and gives the first other answer with all refs. */
export async function sendToTheEnd(bench: PlatformBench, post: OutboundPost): Promise<SendOutcome> {
  let outcome = await bench.platform.send(post);
  for (let tries = 0; outcome.status === "retry" && tries < 100; tries += 1) {
    await bench.pass(outcome.afterMs);
    outcome = await bench.platform.send({ ...post, partsDone: outcome.partsDone });
  }
  return outcome;
}
