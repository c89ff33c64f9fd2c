import http from "node:http";
import https from "node:https";
import type { Api } from "grammy";

/** The code of an error that came before the connection stood: nothing has left, so nothing can have been taken. */
export const notConnected = "NOT_CONNECTED";

/**
 * Makes the agent that all calls go through. It opens a connection for each call: one kept open may be closed by the far side just as
 * we write, which cannot be told from a post that was taken, and such posts go to a person. A handshake a post is cheaper.
 */
export function createAgent(apiRoot: string, connectWithinMs: number): http.Agent {
  const isSecure = apiRoot.startsWith("https:");
  const agent = isSecure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });
  const connect = agent.createConnection.bind(agent);

  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    if (!socket) return socket;
    let stands = false;
    const hurry = setTimeout(() => socket.destroy(new Error("no connection in time")), connectWithinMs);
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      stands = true;
      clearTimeout(hurry);
    });
    socket.once("close", () => clearTimeout(hurry));
    // Before the client's own listener: the code is all that survives its wrapping.
    socket.prependListener("error", (error: NodeJS.ErrnoException) => {
      if (!stands) error.code = notConnected;
    });
    return socket;
  };
  return agent;
}

/** A signal that grammY's types accept: they name that of a polyfill, which does the same. */
export function signalFor(signal: AbortSignal): NonNullable<Parameters<Api["getMe"]>[0]> {
  return signal as unknown as NonNullable<Parameters<Api["getMe"]>[0]>;
}
