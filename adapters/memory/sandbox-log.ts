import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";

/** Keeps the sandbox's chat in memory, for tests and for a look at the page without a database. */
export function createMemorySandboxLog(): SandboxLog {
  const messages = new Map<string, SandboxMessage>();
  const keyBySend = new Map<string, string>();
  let revision = 0;

  const keyOf = (groupRef: string, ref: string) => JSON.stringify([groupRef, ref]);
  const keep = (message: SandboxMessage) => {
    messages.set(keyOf(message.groupRef, message.ref), message);
    return message;
  };

  return {
    async append(given) {
      const key = keyOf(given.groupRef, given.ref);
      const before = messages.get((given.sendKey !== null && keyBySend.get(given.sendKey)) || key);
      if (before) return { message: before, fresh: false };
      if (given.sendKey !== null) keyBySend.set(given.sendKey, key);
      revision += 1;
      const message = keep({ ...given, position: revision, revision, editedAt: null, sign: null, recalled: false });
      return { message, fresh: true };
    },

    async edit(groupRef, ref, change) {
      const message = messages.get(keyOf(groupRef, ref));
      if (!message || message.recalled) return null;
      revision += 1;
      return keep({ ...message, ...change, revision });
    },

    async recall(groupRef, ref) {
      const message = messages.get(keyOf(groupRef, ref));
      if (!message || message.recalled) return message ?? null;
      revision += 1;
      return keep({ ...message, text: "", picture: null, sign: null, choices: [], recalled: true, revision });
    },

    async sign(groupRef, ref, sign) {
      const message = messages.get(keyOf(groupRef, ref));
      if (!message || message.recalled) return null;
      if (message.sign === sign) return message;
      revision += 1;
      return keep({ ...message, sign, revision });
    },

    async find(groupRef, ref) {
      return messages.get(keyOf(groupRef, ref)) ?? null;
    },

    async page(groupRef, before, limit) {
      return [...messages.values()]
        .filter((message) => message.groupRef === groupRef && (before === null || message.position < before))
        .slice(-limit);
    },

    async changedSince(after, limit) {
      return [...messages.values()]
        .filter((message) => message.revision > after)
        .sort((one, other) => one.revision - other.revision)
        .slice(0, limit);
    },

    async lastRevision() {
      return revision;
    },
  };
}
