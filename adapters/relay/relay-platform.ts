import { createHash } from "node:crypto";
import { readBindingCode } from "../../src/domain/binding-code.ts";
import { storableText } from "../../src/domain/chat.ts";
import { chinaDay } from "../../src/domain/group.ts";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { unnamedSpeaker } from "../../src/locales/desk.ts";
import type { Capabilities, ChatPlatform, MessageEvent, RunOptions } from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { RelayDoor } from "../../src/ports/relay-door.ts";
import { type PastedWords, readPastedChat } from "./pasted-chat.ts";

/** What can be done where a person carries every word. Whom a copied chat names is a nickname, which its bearer may change. */
export const relayCapabilities: Capabilities = {
  edit: false,
  buttons: false,
  reply: false,
  seesEdits: false,
  seesRecalls: false,
  stableRefs: false,
  // Our own choice: what a phone still pastes as one message.
  textCharsMax: 2_000,
};

/** The one account of the relay: whoever of the staff is at hand. */
export const relayAccount = "hand";

export interface RelayOptions {
  readonly clock: Clock;
  /** What was given out to be pasted in a group since then. */
  readonly givenOut: (groupRef: string, since: Date) => Promise<readonly string[]>;
}

/** The relay as a platform, and the door through which words come in. */
export interface RelayPlatform extends ChatPlatform, RelayDoor {}

/** What was given out so long ago is not looked for in a pasted chat any more. */
const givenOutMs = 7 * 86_400_000;
/** Messages of a group that a later paste may quote. */
const quotableMax = 500;

/**
 * Makes the platform of groups where no bot may be. It says nothing itself: a post is handed to a person, and is sent when that person
 * says so. It hears what a person pastes.
 */
export function createRelayPlatform({ clock, givenOut }: RelayOptions): RelayPlatform {
  const quotable = new Map<string, Map<string, string>>();
  const lastOf = new Map<string, Promise<unknown>>();
  let running: RunOptions | null = null;

  /** One paste of a group at a time: two together would each overtake the other. */
  function inTurn<T>(groupRef: string, work: () => Promise<T>): Promise<T> {
    const turn = (lastOf.get(groupRef) ?? Promise.resolve()).then(work);
    const ended = turn.then(
      () => {},
      () => {},
    );
    lastOf.set(groupRef, ended);
    void ended.then(() => lastOf.get(groupRef) === ended && lastOf.delete(groupRef));
    return turn;
  }

  function note({ groupRef, text, messageRef }: MessageEvent): void {
    const refs = quotable.get(groupRef) ?? new Map<string, string>();
    quotable.set(groupRef, refs);
    refs.delete(text);
    refs.set(text, messageRef);
    const [oldest] = refs.keys();
    if (refs.size > quotableMax && oldest !== undefined) refs.delete(oldest);
  }

  async function hear({
    groupRef,
    groupName,
    text,
  }: Parameters<RelayDoor["hear"]>[0]): Promise<readonly MessageEvent[]> {
    const pastedAt = clock.now();
    const ours = new Set((await givenOut(groupRef, new Date(pastedAt.getTime() - givenOutMs))).map(plain));
    const keyed = withKeys(readPastedChat(text, pastedAt), groupRef, pastedAt);
    const heard: MessageEvent[] = [];
    for (const { words, key } of keyed) {
      const quotedRef = words.quotes === null ? null : (quotable.get(groupRef)?.get(words.quotes) ?? null);
      const event = messageEvent(words, { key, groupRef, groupName, pastedAt, quotedRef });
      // A code is a secret, and a nickname is no account: what is handed in by paste is not passed on.
      if (readBindingCode(event.text) !== null) continue;
      const isOurs = ours.has(plain(words.text));
      heard.push({ ...event, fromSelf: isOurs });
      note(event);
      if (!running) throw unavailable("it does not run");
      await running.onEvent(heard.at(-1)!).catch((cause: unknown) => {
        throw unavailable("the house did not keep what was pasted", { cause });
      });
    }
    return heard;
  }

  return {
    name: "relay",
    account: relayAccount,
    capabilities: relayCapabilities,

    async run(given) {
      if (running) throw unavailable("it runs already");
      running = given;
      if (!given.signal.aborted)
        await new Promise((resolve) => given.signal.addEventListener("abort", resolve, { once: true }));
      await Promise.all(lastOf.values());
      running = null;
    },

    async send(post) {
      const split = partsOfPost(post, relayCapabilities);
      if ("refused" in split) return { status: "failed", reason: split.refused };
      return { status: "handed", parts: split.parts.slice(post.partsDone) };
    },

    hear: (pasted) => inTurn(pasted.groupRef, () => hear(pasted)),
  };
}

/** Each message with what makes it itself: where, by whom, when, in which words, and the how-manieth such one. */
function withKeys(all: readonly PastedWords[], groupRef: string, pastedAt: Date) {
  const times = new Map<string, number>();
  return all.map((words) => {
    // Without a time the day of pasting stands for it: the same words tomorrow are said anew.
    const when = words.at?.toISOString() ?? chinaDay(pastedAt);
    const same = digest(groupRef, words.speaker ?? "", when, words.kind, words.text, words.quotes ?? "");
    const nth = times.get(same) ?? 0;
    times.set(same, nth + 1);
    return { words, key: digest(same, String(nth)) };
  });
}

function messageEvent(
  { speaker, at, kind, text }: PastedWords,
  pasted: { key: string; groupRef: string; groupName: string; pastedAt: Date; quotedRef: string | null },
): MessageEvent {
  const { key, groupRef, groupName, pastedAt, quotedRef } = pasted;
  const nick = storableText(speaker ?? unnamedSpeaker);
  return {
    ...{ type: "message", platform: "relay", account: relayAccount, eventKey: key, groupRef, groupName },
    at: at ?? pastedAt,
    raw: { pasted: true, speaker: nick, text: storableText(text) },
    messageRef: key,
    // Who gave no name is nobody's neighbour twice.
    senderRef: speaker === null ? digest(key, "unnamed") : digest(groupRef, speaker),
    ...{ nick, fromSelf: false, kind, text: storableText(text), quotedRef, albumRef: null },
  };
}

/** Words without what a chat's copying does to blanks. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 24);
}

function unavailable(reason: string, options?: ErrorOptions): AppError {
  return new AppError("PLATFORM_UNAVAILABLE", { platform: "relay", reason }, options);
}
