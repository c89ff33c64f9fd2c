import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on 127.0.0.1 that can be shut, so that connections to it are refused, and opened again where it was. */
export class LoopbackServer {
  readonly #server: Server;
  #port = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Free until it was opened first, and the same from then on. */
  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Refuses connections until `open` is called again; open ones are cut. */
  async shut(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
