import type { PersonaView, SandboxGroupView, SandboxMessageView } from "../sandbox-api.ts";

/** All the page knows of the groups. Replaced, never changed. */
export interface ChatState {
  /** `failed`: it could not be opened, and the reader may try again. */
  readonly phase: "loading" | "ready" | "failed";
  /** Whether what others say arrives by itself. */
  readonly live: boolean;
  readonly groups: readonly SandboxGroupView[];
  readonly personas: readonly PersonaView[];
  /** By group ref. */
  readonly chats: ReadonlyMap<string, Chat>;
}

/** One group's messages, as far as they are here. */
export interface Chat {
  /** By position: as they were said. */
  readonly messages: readonly SandboxMessageView[];
  /** Nothing older is left on the server. */
  readonly complete: boolean;
  /** What is said here and not yet seen on the stream, oldest first. */
  readonly outgoing: readonly Outgoing[];
}

/** A message on its way out. */
export interface Outgoing {
  readonly message: SandboxMessageView;
  /** `waiting`: it goes out by itself once the house answers. `refused`: only the sender can help it. */
  readonly state: "sending" | "waiting" | "taken" | "refused";
  /** The code of the refusal. */
  readonly code: string | null;
}

/** Nothing known yet. */
export const noState: ChatState = { phase: "loading", live: false, groups: [], personas: [], chats: new Map() };

/** A group nobody has looked into. */
export const noChat: Chat = { messages: [], complete: false, outgoing: [] };

/** More than this of one group is let go from the top: an old phone watches a replay for hours. */
const messagesMax = 400;

/** The chat with messages as they now stand: the highest revision of each counts, and what has come back is no longer on its way. */
export function merged(chat: Chat, news: readonly SandboxMessageView[]): Chat {
  const byRef = new Map(chat.messages.map((message) => [message.ref, message]));
  for (const message of news) {
    if ((byRef.get(message.ref)?.revision ?? 0) < message.revision) byRef.set(message.ref, message);
  }
  const messages = [...byRef.values()].sort((one, other) => one.position - other.position);
  const outgoing = chat.outgoing.filter(({ message }) => !byRef.has(message.ref));
  return { ...chat, messages, outgoing };
}

/** The chat without its oldest messages, when it has grown beyond what a page should hold. */
export function trimmed(chat: Chat): Chat {
  if (chat.messages.length <= messagesMax * 1.5) return chat;
  return { ...chat, messages: chat.messages.slice(-messagesMax), complete: false };
}

/** The state with one chat changed. */
export function withChat(state: ChatState, groupRef: string, change: (chat: Chat) => Chat): ChatState {
  const chats = new Map(state.chats);
  chats.set(groupRef, change(chats.get(groupRef) ?? noChat));
  return { ...state, chats };
}

/** The people one can be in a group: the demo's, or, in a group that was replayed, whoever has spoken there. */
export function personasIn(state: ChatState, group: SandboxGroupView): readonly PersonaView[] {
  const here = state.personas.filter(({ groupIds }) => groupIds.length === 0 || groupIds.includes(group.id));
  // In a staff group staff come first: the buttons there are theirs.
  if (here.length > 0) return [...here].sort((one, other) => rank(one, group) - rank(other, group));
  const spoken = new Map<string, PersonaView>();
  for (const { senderRef, nick, fromBot, kind } of state.chats.get(group.ref)?.messages ?? []) {
    if (fromBot || kind === "system") continue;
    spoken.set(senderRef, { ref: senderRef, nick, role: "resident", about: "", groupIds: [group.id] });
  }
  return [...spoken.values()];
}

function rank(persona: PersonaView, group: SandboxGroupView): number {
  return (persona.role === "staff") === (group.kind === "staff") ? 0 : 1;
}
