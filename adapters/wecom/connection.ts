import { type BaseMessage, WSClient, WSReconnectExhaustedError, type WsFrame } from "@wecom/aibot-node-sdk";

/** One message as WeCom brings it. */
export type MessageFrame = WsFrame<BaseMessage>;

/**
 * Why there is no connection. `refused`: the bot's id or secret is wrong. `taken_over`: a second connection of the same bot was let in
 * in our place. `away`: nobody answers, or the line broke.
 */
export interface Loss {
  readonly why: "refused" | "taken_over" | "away";
  readonly reason: string;
}

/** A connection that WeCom has let in. */
export interface Connection {
  readonly client: WSClient;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<Loss>;
  close(): void;
}

/** Who connects, and where to. */
export interface ConnectionOptions {
  readonly botId: string;
  readonly secret: string;
  /** The SDK's own address when absent. */
  readonly wsUrl?: string;
  readonly connectWithinMs: number;
  readonly onMessage: (frame: MessageFrame) => void;
}

/**
 * Connects once and never again by itself. The SDK would try ten times on its own, and the house has its own patience, which can be
 * seen in the console.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection | Loss> {
  const { botId, secret, wsUrl, connectWithinMs, onMessage } = options;
  const client = new WSClient({
    botId,
    secret,
    ...(wsUrl !== undefined && { wsUrl }),
    wsOptions: { handshakeTimeout: connectWithinMs },
    maxReconnectAttempts: 0,
    maxAuthFailureAttempts: 0,
    // At its chattiest level the SDK logs what residents say.
    logger: silent,
  });
  let loss: Loss = { why: "away", reason: "the connection broke" };
  const ended = new Promise<Loss>((resolve) => {
    client.on("message", onMessage);
    client.on("event.disconnected_event", () => {
      loss = { why: "taken_over", reason: "a second connection of this bot took over" };
    });
    client.on("error", (error) => {
      const isRefused = error.message.startsWith("Authentication failed");
      if (isRefused || loss.why === "away") loss = lossOf(error, isRefused) ?? loss;
      // An address that is none ends in no "disconnected".
      if (error instanceof WSReconnectExhaustedError) resolve(loss);
    });
    client.on("disconnected", () => resolve(loss));
  });
  const authenticated = new Promise<null>((resolve) => client.once("authenticated", () => resolve(null)));
  const hurry = setTimeout(() => {
    loss = { why: "away", reason: `no answer within ${connectWithinMs} ms` };
    client.disconnect();
  }, connectWithinMs);
  client.connect();
  const lost = await Promise.race([authenticated, ended]);
  clearTimeout(hurry);
  return lost ?? { client, ended, close: () => client.disconnect() };
}

function lossOf(error: Error, isRefused: boolean): Loss | null {
  if (isRefused) return { why: "refused", reason: error.message };
  // Not why it ended, but that nobody tries again.
  return error instanceof WSReconnectExhaustedError ? null : { why: "away", reason: error.message };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
