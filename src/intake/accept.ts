import { readBindingCode } from "../domain/binding-code.ts";
import { readEmergency } from "../domain/emergency.ts";
import { bindingAnswers } from "../locales/desk.ts";
import type { MessageEvent, PlatformEvent } from "../ports/chat-platform.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import { type GroupCommandDeps, obeyGroupCommand, readGroupCommand } from "./group-command.ts";

/** What the door of the house needs. */
export interface AcceptDeps extends GroupCommandDeps {
  readonly queue: JobQueue;
}

/**
 * Keeps one event of a platform and rings for what it calls for. Resolves when it is stored, so that the platform may be told.
 * No model and no network but the database lies on this path; an alarm is heard here and rings at once.
 */
export async function accept(event: PlatformEvent, deps: AcceptDeps): Promise<void> {
  const { store, directory, queue, clock, listenQuietMs, listenMaxMs } = deps;
  const isWord = event.type === "message" && !event.fromSelf;
  const binding = isWord ? readBindingCode(event.text) : null;
  // A code is a secret for as long as it works: it is spent, and never stored.
  if (isWord && binding) return bind(binding, event, deps);

  // What the adapter does not know and what names no group belongs to nobody: there is nothing to keep it with.
  if (event.groupRef === "") return;

  const command = isWord ? readGroupCommand(event) : null;
  if (isWord && command) return obeyGroupCommand(command, event, deps);

  if (event.type === "moved") await store.moveGroup(keyOf(event), event.toGroupRef);
  if (event.type === "left") await store.setGroupStatus(keyOf(event), "gone");
  if (event.type === "joined") {
    await store.setGroupStatus(keyOf(event), "active");
    if (event.canPost !== null) await directory.noteRights(keyOf(event), event.canPost);
  }

  const alarm = isWord ? readEmergency(event.text) : null;
  const accepted = await store.accept(event, { now: clock.now(), listenQuietMs, listenMaxMs, alarm });
  if (accepted === null) return;
  if (alarm !== null) await queue.ring("raise-alarm", accepted.eventId);
  if (accepted.dueInMs !== null)
    // Each message tells the whole time anew: until it is quiet, or people have been heard for long enough.
    await queue.ring("drain-inbox", accepted.groupId, { delayMs: accepted.dueInMs, instead: true });
}

/**
 * Spends a binding code and says so in the chat where it was typed. The answer is a courtesy: it is said once and never tried again.
 * A code that is not good is answered too, or the one who typed it would type it for ever.
 */
async function bind(code: string, event: MessageEvent, { directory, clock, say }: AcceptDeps): Promise<void> {
  const { platform, account, groupRef, groupName, senderRef } = event;
  const bound = await directory.bind(code, { platform, account, groupRef, groupName, senderRef }, clock.now());
  await say(event, bindingAnswers[bound ?? "refused"]);
}

function keyOf({ platform, account, groupRef }: PlatformEvent) {
  return { platform, account, ref: groupRef };
}
