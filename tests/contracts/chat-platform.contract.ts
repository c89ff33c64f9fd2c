import { describe } from "vitest";
import type { Capabilities } from "../../src/ports/chat-platform.ts";
import type { FarFault, PlatformBench } from "./chat-platform-bench.ts";
import { hearingContract } from "./chat-platform-hearing.ts";
import { runningContract } from "./chat-platform-running.ts";
import { sendingContract } from "./chat-platform-sending.ts";

/** What an adapter's test file says of its platform, for the contract to hold it to. */
export interface PlatformClaims {
  /** The table the adapter promises; each row is checked against behaviour. */
  readonly capabilities: Capabilities;
  /** Faults that cannot befall a send there: a page in our own process has no connection to break. */
  readonly cannot?: readonly FarFault["type"][];
}

/** The promises of `ChatPlatform`, as tests. Call it once in each adapter's test file, for each way the adapter can be set up. */
export function chatPlatformContract(
  name: string,
  openBench: () => Promise<PlatformBench>,
  { capabilities, cannot = [] }: PlatformClaims,
): void {
  describe(`chat platform contract: ${name}`, () => {
    hearingContract(openBench, capabilities);
    sendingContract(openBench, capabilities, new Set(cannot));
    runningContract(openBench, capabilities);
  });
}
