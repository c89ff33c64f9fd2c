import { setImmediate } from "node:timers/promises";

/** Longest that one reading keeps the rest of the process waiting: who brings a message waits for its acknowledgement meanwhile. */
const turnMs = 5;

/** Makes what a long piece of work asks between its steps: it lets others have their turn when it has had its own. */
export function createGiveWay(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turnMs) return;
    await setImmediate();
    since = performance.now();
  };
}
