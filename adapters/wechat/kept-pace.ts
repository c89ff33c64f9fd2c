import type { PaceMemory } from "../../src/ports/account-care.ts";
import type { AccountPace } from "./pace.ts";

/** What was kept of the account's pace, and where to keep it. */
export interface WechatPaceMemory {
  recall(): Promise<PaceMemory | null>;
  /** Told after each text and each complaint. Never rejects: a text that was said is not unsaid by a database that is away. */
  keep(pace: PaceMemory): void;
}

/** Makes a pace each change of which is kept. `recalled` is true once it stands where the last house left it; it is asked again as long as that fails. */
export function createKeptPace(pace: AccountPace, memory: WechatPaceMemory | undefined, onRecalled: () => void) {
  let isRecalled = memory === undefined;
  let recalling: Promise<boolean> | null = null;
  const keep = () => memory?.keep(pace.memory(new Date()));
  async function recall(): Promise<boolean> {
    try {
      const before = (await memory?.recall()) ?? null;
      if (before) pace.recall(before, new Date());
      isRecalled = true;
      onRecalled();
    } catch {
      recalling = null;
    }
    return isRecalled;
  }
  const keptPace: AccountPace = {
    ...pace,
    claim() {
      const waitMs = pace.claim();
      if (waitMs === 0) keep();
      return waitMs;
    },
    complain() {
      pace.complain();
      keep();
    },
    resume() {
      pace.resume();
      keep();
    },
  };
  return {
    pace: keptPace,
    recalled(): Promise<boolean> | boolean {
      if (isRecalled) return true;
      recalling ??= recall();
      return recalling;
    },
  };
}
