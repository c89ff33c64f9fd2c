import { mayDo } from "../domain/authority.ts";
import { commandAnswers, commandWords, houseName } from "../locales/group-commands.ts";
import type { MessageEvent, PlatformEvent } from "../ports/chat-platform.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory, GroupRecord } from "../ports/directory.ts";
import type { IntakeStore } from "../ports/intake-store.ts";

/** What obeying a command needs, and so the door that hears it. */
export interface GroupCommandDeps {
  readonly store: IntakeStore;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Says one line in the chat an event came from, at once and past the outbox: only for what somebody has just typed to the bot. Never rejects. */
  readonly say: (event: PlatformEvent, text: string) => Promise<void>;
  /** Whether the writer owns or administers the chat, by the platform's own word; false where it does not tell. Never rejects. */
  readonly isGroupAdmin: (event: MessageEvent) => Promise<boolean>;
  /** A turn waits until a group has been quiet for so long … */
  readonly listenQuietMs: number;
  /** … but never longer than this after the first unread message. */
  readonly listenMaxMs: number;
}

/** What people may ask of the bot in a group, by a word after its name or by a command. */
export type GroupCommand = keyof typeof commandWords;

const wordOf = (text: string): GroupCommand | null => {
  const word = text.trim().toLowerCase();
  return commands.find((command) => commandWords[command].some((one) => one === word)) ?? null;
};
const commands = Object.keys(commandWords) as GroupCommand[];

/** A space, or the one that WeChat puts after a name. */
const calling = /^\s*@([^\s\u2005]+)[\s\u2005]+(.*)$/su;
const slashed = /^\s*\/([^\s@]+)(@\S+)?\s*$/u;

/**
 * The command that a message is, or null. A command that names another bot, or a word after another name, is talk among people:
 * only the platform knows the bot's account name, so a name that is not ours by heart needs its word.
 */
export function readGroupCommand({ text, calls }: Pick<MessageEvent, "text" | "calls">): GroupCommand | null {
  if (calls === "another") return null;
  const slash = slashed.exec(text);
  if (slash) return slash[2] === undefined || calls === "bot" ? wordOf(slash[1]!) : null;
  const call = calling.exec(text);
  if (call) return calls === "bot" || call[1] === houseName ? wordOf(call[2]!.replace(/^\//, "")) : null;
  // Some platforms take the name away before they hand over what follows it.
  return calls === "bot" ? wordOf(text) : null;
}

/**
 * Does what a command asks, and says so in the group at once, past the outbox. The command is kept without its words, so a second
 * delivery does nothing. Whoever may not pause a group is not answered, nor is anybody in a group that is in quarantine or bound to no area.
 */
export async function obeyGroupCommand(
  command: GroupCommand,
  event: MessageEvent,
  deps: GroupCommandDeps,
): Promise<void> {
  const { store, directory, clock, say, listenQuietMs, listenMaxMs } = deps;
  const { platform, account, eventKey, groupRef, groupName, at } = event;
  const wordless = { ...{ platform, account, eventKey, groupRef, groupName, at }, type: "unknown", raw: null } as const;
  const accepted = await store.accept(wordless, { now: clock.now(), listenQuietMs, listenMaxMs, alarm: null });
  const group = accepted ? await directory.groupByRef(platform, account, groupRef) : null;
  if (group?.kind !== "residents" || group.areaPath === null) return;

  if (command === "level") {
    const isTold = group.status === "active" && (await directory.takeLevelTurn(group.id, clock.now()));
    if (isTold) await say(event, commandAnswers.level(group.level));
    return;
  }
  if (await changePause(command, event, group, deps)) await say(event, commandAnswers[command]);
}

/** A nickname gives no right: the platform's own word does, or an account that is bound to staff who manage the group. */
async function changePause(
  command: "pause" | "resume",
  event: MessageEvent,
  group: GroupRecord,
  { directory, clock, isGroupAdmin }: GroupCommandDeps,
): Promise<boolean> {
  const actor = await directory.staffByAccount(event.platform, event.account, event.senderRef);
  if (actor && mayDo(actor, "manage_groups", group.areaPath!)) {
    const [from, to] = command === "pause" ? (["active", "paused"] as const) : (["paused", "active"] as const);
    if (group.status !== from) return false;
    await directory.updateGroup(actor, group.id, { status: to });
    return true;
  }
  return (await isGroupAdmin(event)) && directory.obeyOwner(group.id, command, clock.now());
}
