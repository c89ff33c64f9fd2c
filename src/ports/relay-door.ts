import type { MessageEvent } from "./chat-platform.ts";

/** The door through which a person carries a group's words in. */
export interface RelayDoor {
  /**
   * Reads what somebody copied out of a chat and hands it over like any other words. Resolves when all of it is kept; pasted twice is once.
   *
   * @throws AppError PLATFORM_UNAVAILABLE when it could not be kept: paste it again.
   */
  hear(pasted: {
    readonly groupRef: string;
    readonly groupName: string;
    readonly text: string;
  }): Promise<readonly MessageEvent[]>;
}
