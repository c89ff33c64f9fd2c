import { setTimeout as sleep } from "node:timers/promises";
import { gridMember } from "./estate.ts";
import type { Lab } from "./lab.ts";

/** What the button says that approves a draft. */
export const approveLabel = "通过";

/** Lets the grid member approve every draft whose card appears, until told to stop. Resolves with how many were pressed. */
export async function approveAll(lab: Lab, signal: AbortSignal): Promise<number> {
  const pressed = new Set<string>();
  while (!signal.aborted) {
    for (const { staffChat } of lab.buildings) {
      for (const { messageId, buttons } of lab.botApi.posts(staffChat)) {
        const button = buttons.find(({ text }) => text.includes(approveLabel));
        if (!button || pressed.has(button.callback_data)) continue;
        pressed.add(button.callback_data);
        await lab.bring(lab.press(staffChat, messageId, button.callback_data, gridMember), signal);
      }
    }
    await sleep(50);
  }
  return pressed.size;
}
