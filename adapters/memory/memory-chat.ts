import { type MessageKind, storableText } from "../../src/domain/chat.ts";
import type {
  ButtonPress,
  OutboundMark,
  OutboundPost,
  PlatformEvent,
  PostChoice,
} from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";

/** What somebody says in a network in memory. */
export interface MemoryWords {
  readonly text: string;
  readonly senderRef: string;
  /** The sender's ref when absent. */
  readonly nick?: string;
  /** "text" when absent. */
  readonly kind?: MessageKind;
  readonly quotedRef?: string;
  readonly albumRef?: string;
}

/** One post as the group sees it now. */
export interface MemoryPost {
  readonly ref: string;
  readonly text: string;
  readonly choices: readonly PostChoice[];
  readonly replyToRef: string | null;
  readonly idempotencyKey: string;
  readonly at: Date;
  /** What it said before, oldest first; empty when it was never edited. */
  readonly earlier: readonly string[];
}

/**
 * The far side of a chat network in memory: groups, residents who write, and what they are shown. What nobody has taken yet stays here,
 * and a happening keeps its key however often it is delivered.
 */
export interface MemoryChat {
  /** Makes a group, or renames it. A group that is only spoken of exists under its ref as its name. */
  openGroup(groupRef: string, name: string): void;
  /** Writes into a group and gives the message's ref. */
  say(groupRef: string, words: MemoryWords): string;
  edit(groupRef: string, messageRef: string, text: string): void;
  recall(groupRef: string, messageRef: string): void;
  /** Something of a kind that nobody knows. */
  sayStrange(groupRef: string): void;
  /** Makes somebody an owner of the group. */
  appoint(groupRef: string, senderRef: string): void;
  /** The signs the bot has put on messages, by the message's ref. */
  marks(groupRef: string): ReadonlyMap<string, string>;
  /** Lets the bot in, with or without the right to post. */
  invite(groupRef: string, canPost?: boolean): void;
  /** Puts the bot out; sends there fail until it is invited. */
  kick(groupRef: string): void;
  /** Lets the group go on under another ref, with all that was posted. */
  move(groupRef: string, toGroupRef: string): void;
  /** Presses a button as anybody, real or forged, and resolves with what that person is shown: "" for a press without words. */
  press(groupRef: string, messageRef: string, token: string, senderRef: string): Promise<string>;
  /** Delivers the group's last events again, oldest first. */
  redeliver(groupRef: string, last?: number): void;
  /** What the group has been shown, oldest first. */
  posts(groupRef: string): readonly MemoryPost[];
  /** Resolves when all that has happened is kept; waits for a platform that runs, if none does. */
  settled(): Promise<void>;
}

/** One thing that waits for a platform: an event to keep, or a press to answer. */
export type Waiting =
  | { readonly event: PlatformEvent }
  | { readonly press: ButtonPress; readonly show: (text: string) => void };

/** What became of a part that reached the network. */
export type Taken = { readonly ref: string } | { readonly movedTo: string } | { readonly refused: string };

/** The near side, for the platform only: what waits, and taking what is sent. */
export interface MemoryNetwork {
  readonly groupRefs: () => readonly string[];
  /** The oldest that waits in a group, left where it is. */
  peek(groupRef: string): Waiting | null;
  /** Takes the oldest away, because it is kept. */
  drop(groupRef: string): void;
  /** Told the group's ref whenever something begins to wait there; null for nobody. */
  listener: ((groupRef: string) => void) | null;
  /** Shows one part, or the new words of an earlier post. */
  take(post: OutboundPost, text: string, choices: readonly PostChoice[], replyToRef: string | null): Taken;
  /** Shows a sign on a message. */
  sign(mark: OutboundMark): Taken;
  isOwner(groupRef: string, senderRef: string): boolean;
}

interface MemoryGroup {
  name: string;
  canPost: boolean;
  movedTo: string | null;
  posts: MemoryPost[];
  readonly waiting: Waiting[];
  readonly history: PlatformEvent[];
  readonly owners: Set<string>;
  readonly marks: Map<string, string>;
}

type EventBody = PlatformEvent extends infer E
  ? E extends PlatformEvent
    ? Omit<E, "platform" | "account" | "eventKey" | "groupRef" | "groupName" | "at" | "raw">
    : never
  : never;

/** Makes a network in memory with no groups in it: its far side for tests, its near side for the platform. */
export function createMemoryNetwork(
  of: Pick<PlatformEvent, "platform" | "account">,
  clock: Clock,
): MemoryChat & MemoryNetwork {
  const groups = new Map<string, MemoryGroup>();
  const settling = new Set<() => void>();
  let made = 0;

  const groupOf = (groupRef: string): MemoryGroup => {
    const group = groups.get(groupRef) ?? {
      name: groupRef,
      canPost: true,
      movedTo: null,
      posts: [],
      waiting: [],
      history: [],
      owners: new Set<string>(),
      marks: new Map<string, string>(),
    };
    groups.set(groupRef, group);
    return group;
  };
  const wait = (groupRef: string, what: Waiting) => {
    groupOf(groupRef).waiting.push(what);
    network.listener?.(groupRef);
  };
  const happen = (groupRef: string, body: EventBody) => {
    const group = groupOf(groupRef);
    const at = clock.now();
    const place = { ...of, eventKey: `e${++made}`, groupRef, groupName: group.name, at };
    const event = { ...place, ...body, raw: { ...body, at: at.toISOString() } } as PlatformEvent;
    group.history.push(event);
    wait(groupRef, { event });
  };
  const isSettled = () => [...groups.values()].every(({ waiting }) => waiting.length === 0);

  const far: MemoryChat = {
    openGroup(groupRef, name) {
      groupOf(groupRef).name = name;
    },
    say(groupRef, { text, senderRef, nick = senderRef, kind = "text", quotedRef = null, albumRef = null }: SaidWords) {
      const messageRef = `m${++made}`;
      const words = { kind, text: storableText(text), nick: storableText(nick), quotedRef, albumRef };
      happen(groupRef, { type: "message", messageRef, senderRef, fromSelf: senderRef === of.account, ...words });
      return messageRef;
    },
    edit: (groupRef, messageRef, text) => happen(groupRef, { type: "edit", messageRef, text: storableText(text) }),
    recall: (groupRef, messageRef) => happen(groupRef, { type: "recall", messageRef }),
    sayStrange: (groupRef) => happen(groupRef, { type: "unknown" }),
    appoint: (groupRef, senderRef) => void groupOf(groupRef).owners.add(senderRef),
    marks: (groupRef) => new Map(groups.get(groupRef)?.marks),
    invite(groupRef, canPost = true) {
      groupOf(groupRef).canPost = canPost;
      happen(groupRef, { type: "joined", canPost });
    },
    kick(groupRef) {
      groupOf(groupRef).canPost = false;
      happen(groupRef, { type: "left" });
    },
    move(groupRef, toGroupRef) {
      const group = groupOf(groupRef);
      Object.assign(groupOf(toGroupRef), { name: group.name, canPost: group.canPost, posts: group.posts });
      Object.assign(group, { movedTo: toGroupRef, posts: [] });
      happen(groupRef, { type: "moved", toGroupRef });
    },
    press: (groupRef, messageRef, token, senderRef) =>
      new Promise((show) => wait(groupRef, { press: { ...of, groupRef, messageRef, senderRef, token }, show })),
    redeliver(groupRef, last = 1) {
      for (const event of groupOf(groupRef).history.slice(-last)) wait(groupRef, { event });
    },
    posts: (groupRef) => [...(groups.get(groupRef)?.posts ?? [])],
    settled: () => (isSettled() ? Promise.resolve() : new Promise((resolve) => settling.add(resolve))),
  };

  const network: MemoryNetwork = {
    listener: null,
    groupRefs: () => [...groups.keys()],
    peek: (groupRef) => groupOf(groupRef).waiting[0] ?? null,
    drop(groupRef) {
      groupOf(groupRef).waiting.shift();
      if (!isSettled()) return;
      for (const resolve of settling) resolve();
      settling.clear();
    },
    sign({ groupRef, messageRef, sign }) {
      const group = groupOf(groupRef);
      if (group.movedTo !== null) return { movedTo: group.movedTo };
      const isThere = group.history.some((event) => event.type === "message" && event.messageRef === messageRef);
      if (!isThere) return { refused: "there is no such message" };
      group.marks.set(messageRef, sign);
      return { ref: messageRef };
    },
    isOwner: (groupRef, senderRef) => groupOf(groupRef).owners.has(senderRef),
    take(post, text, choices, replyToRef) {
      const group = groupOf(post.groupRef);
      if (group.movedTo !== null) return { movedTo: group.movedTo };
      if (!group.canPost) return { refused: "the bot may not post in this group" };
      if (post.editRef === null) {
        const ref = `m${++made}`;
        const shown = {
          ref,
          text,
          choices,
          replyToRef,
          idempotencyKey: post.idempotencyKey,
          at: clock.now(),
          earlier: [],
        };
        group.posts.push(shown);
        return { ref };
      }
      const index = group.posts.findIndex(({ ref }) => ref === post.editRef);
      const before = group.posts[index];
      if (!before) return { refused: "there is no such post to edit" };
      const earlier = before.text === text ? before.earlier : [...before.earlier, before.text];
      group.posts[index] = { ...before, text, choices, earlier };
      return { ref: before.ref };
    },
  };
  return Object.assign(network, far);
}

type SaidWords = Omit<MemoryWords, "quotedRef" | "albumRef"> & { quotedRef?: string | null; albumRef?: string | null };
