import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A door in front of a server that can be shut, as when the server is gone, or left open with nobody answering behind it. */
export interface TcpGate {
  readonly port: number;
  /** Cuts whoever is connected, and whoever comes. */
  shut(): void;
  /** Lets nothing through, and tells nobody. */
  freeze(): void;
  open(): void;
  close(): Promise<void>;
}

/** Opens a gate on a free port of 127.0.0.1 to a server on another. */
export async function openTcpGate(serverPort: number): Promise<TcpGate> {
  let state: "open" | "shut" | "frozen" = "open";
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    if (state === "shut") return near.destroy();
    const far = connect(serverPort, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (chunk) => void to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
    if (state === "frozen") for (const socket of pair) socket.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const [near] of pairs) near.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    shut() {
      state = "shut";
      cut();
    },
    freeze() {
      state = "frozen";
      for (const socket of [...pairs].flat()) socket.pause();
    },
    open() {
      state = "open";
      for (const socket of [...pairs].flat()) socket.resume();
    },
    async close() {
      state = "shut";
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
