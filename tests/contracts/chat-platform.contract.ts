import { describe } from "vitest";
import type { Capabilities } from "../../src/ports/chat-platform.ts";
import type { FarFault, PlatformBench } from "./chat-platform-bench.ts";
import { hearingContract, type Lacking } from "./chat-platform-hearing.ts";
import { runningContract } from "./chat-platform-running.ts";
import { sendingContract } from "./chat-platform-sending.ts";

/** What an adapter's test file says of its platform, for the contract to hold it to. */
export interface PlatformClaims {
  /** The table the adapter promises; each row is checked against behaviour. */
  readonly capabilities: Capabilities;
  /** Faults that cannot befall a send there: a page in our own process has no connection to break. */
  readonly cannot?: readonly FarFault["type"][];
  /** What the network does not have: a quote that names its message, a picture with words. */
  readonly lacks?: readonly Lacking[];
  /** It speaks and hears nothing, by its nature: it is held to sending alone. */
  readonly isDeaf?: boolean;
}

/** The promises of `ChatPlatform`, as tests. Call it once in each adapter's test file, for each way the adapter can be set up. */
export function chatPlatformContract(
  name: string,
  openBench: () => Promise<PlatformBench>,
  { capabilities, cannot = [], lacks = [], isDeaf = false }: PlatformClaims,
): void {
  describe(`chat platform contract: ${name}`, () => {
    if (!isDeaf) hearingContract(openBench, capabilities, new Set(lacks));
    sendingContract(openBench, capabilities, new Set(cannot), isDeaf);
    runningContract(openBench, capabilities, isDeaf);
  });
}
