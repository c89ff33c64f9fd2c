import type { MessageKind } from "../../../src/domain/chat.ts";
import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../sandbox-api.ts";
import { type Chat, type ChatState, merged, noChat, noState, type Outgoing, trimmed, withChat } from "./chat-state.ts";
import { client, RequestError } from "./client.ts";
import { followStream } from "./stream.ts";

const pageLength = 40;
/** How long a message waits before it is sent again while the house does not answer. */
const sendAgainMs = 2_000;

/** What somebody says. */
export interface Words {
  readonly kind: MessageKind;
  readonly text: string;
  readonly quotedRef: string | null;
  readonly picture: string | null;
}

/** The groups as they stand in this page, live, and what a reader can do in them. */
export interface ChatStore {
  subscribe(listener: () => void): () => void;
  state(): ChatState;
  /** Opens the stream and reads the groups; once. */
  open(): void;
  /** Reads everything again. */
  load(): Promise<void>;
  loadOlder(group: SandboxGroupView): Promise<void>;
  /** Shows the message at once and sends it; messages of a group go out one after the other, and again until they are taken. */
  say(group: SandboxGroupView, by: PersonaView, words: Words): void;
  /** Sends a refused message again, or drops it. */
  settle(group: SandboxGroupView, ref: string, how: "again" | "drop"): void;
}

/** Makes the store of a page. */
export function createChatStore(): ChatStore {
  const listeners = new Set<() => void>();
  const arrived: SandboxMessageView[] = [];
  const sendings = new Map<string, Promise<void>>();
  const askedFor = new Set<string>();
  let state = noState;

  function set(next: ChatState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function load(): Promise<void> {
    try {
      const [groups, personas] = await Promise.all([client.groups(), client.personas()]);
      set({ ...state, groups, personas });
      await Promise.all(groups.map(loadLast));
      set({ ...state, phase: "ready" });
    } catch {
      if (state.phase !== "ready") set({ ...state, phase: "failed" });
    }
  }

  async function loadLast(group: SandboxGroupView): Promise<void> {
    const messages = await client.messages(group.id, pageLength, null);
    const known = state.chats.get(group.ref)?.messages.at(-1)?.position ?? 0;
    // What lies between what was here and what came now is not known: the older part is let go and read again when wanted.
    const gap = messages.length === pageLength && (messages[0]?.position ?? 0) > known;
    set(
      withChat(state, group.ref, (chat) => ({
        ...merged(gap ? { ...chat, messages: [] } : chat, messages),
        complete: messages.length < pageLength,
      })),
    );
  }

  /** A replay brings hundreds a second: what arrived since the last frame is shown in one go. */
  function arrive(message: SandboxMessageView): void {
    if (arrived.push(message) > 1) return;
    setTimeout(() => {
      const news = arrived.splice(0);
      let next = state;
      for (const ref of new Set(news.map(({ groupRef }) => groupRef))) {
        const own = news.filter(({ groupRef }) => groupRef === ref);
        next = withChat(next, ref, (chat) => trimmed(merged(chat, laterThanHere(chat, own))));
      }
      set(next);
      askForNewGroups(news);
    }, 30);
  }

  /** A replay opens groups while the page is open. A ref the server does not list either is asked for once. */
  function askForNewGroups(news: readonly SandboxMessageView[]): void {
    const listed = new Set(state.groups.map(({ ref }) => ref));
    const strange = news.map(({ groupRef }) => groupRef).filter((ref) => !listed.has(ref) && !askedFor.has(ref));
    if (strange.length === 0) return;
    for (const ref of strange) askedFor.add(ref);
    void load();
  }

  async function deliver(group: SandboxGroupView, ref: string): Promise<void> {
    for (;;) {
      const outgoing = state.chats.get(group.ref)?.outgoing.find(({ message }) => message.ref === ref);
      if (!outgoing) return;
      const { senderRef, nick, kind, text, quotedRef, picture } = outgoing.message;
      try {
        await client.say(group.id, { ref, senderRef, nick, kind, text, quotedRef, picture });
        mark(group, ref, { state: "taken" });
        return;
      } catch (error) {
        const { code, passing } = error instanceof RequestError ? error : new RequestError("INTERNAL", false);
        mark(group, ref, { state: passing ? "waiting" : "refused", code });
        if (!passing) return;
        await new Promise((resolve) => setTimeout(resolve, sendAgainMs));
      }
    }
  }

  function enqueue(group: SandboxGroupView, ref: string): void {
    const before = sendings.get(group.ref) ?? Promise.resolve();
    sendings.set(
      group.ref,
      before.then(() => deliver(group, ref)),
    );
  }

  function mark(group: SandboxGroupView, ref: string, change: Partial<Outgoing>): void {
    const marked = (one: Outgoing) => (one.message.ref === ref ? { ...one, ...change } : one);
    set(withChat(state, group.ref, (chat) => ({ ...chat, outgoing: chat.outgoing.map(marked) })));
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
    load,

    open() {
      followStream({
        onHello(anew) {
          set({ ...state, live: true });
          if (anew || state.phase !== "ready") void load();
        },
        onMessage: arrive,
        onBreak() {
          set({ ...state, live: false, phase: state.phase === "loading" ? "failed" : state.phase });
        },
      });
    },

    async loadOlder(group) {
      const chat = state.chats.get(group.ref) ?? noChat;
      if (chat.complete) return;
      const before = chat.messages[0]?.position ?? null;
      const older = await client.messages(group.id, pageLength, before).catch(() => null);
      if (!older) return;
      const complete = older.length < pageLength;
      set(withChat(state, group.ref, (now) => ({ ...merged(now, older), complete })));
    },

    say(group, by, words) {
      const message: SandboxMessageView = {
        ...words,
        groupRef: group.ref,
        ref: newRef(),
        position: Number.MAX_SAFE_INTEGER,
        revision: 0,
        senderRef: by.ref,
        nick: by.nick,
        fromBot: false,
        choices: [],
        at: new Date().toISOString(),
        editedAt: null,
        sign: null,
        recalled: false,
      };
      const outgoing: Outgoing = { message, state: "sending", code: null };
      set(withChat(state, group.ref, (chat) => ({ ...chat, outgoing: [...chat.outgoing, outgoing] })));
      enqueue(group, message.ref);
    },

    settle(group, ref, how) {
      if (how === "again") {
        mark(group, ref, { state: "sending", code: null });
        enqueue(group, ref);
        return;
      }
      const left = (chat: Chat) => ({ ...chat, outgoing: chat.outgoing.filter(({ message }) => message.ref !== ref) });
      set(withChat(state, group.ref, left));
    },
  };
}

/** The news that belong below or in what is here; a change of something older than that is read when it is scrolled to. */
function laterThanHere(chat: Chat, news: readonly SandboxMessageView[]): readonly SandboxMessageView[] {
  const first = chat.messages[0]?.position ?? 0;
  return chat.complete ? news : news.filter(({ position }) => position >= first);
}

/** Unique in its group. Pages over plain http have no `randomUUID`. */
function newRef(): string {
  const random = crypto.getRandomValues(new Uint32Array(3));
  return `p-${Array.from(random, (part) => part.toString(36)).join("-")}`;
}
