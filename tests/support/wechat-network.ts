import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** What the network tells the puppet; each but a verdict is answered with `done` under its number. */
export type FromNetwork = { readonly id: number } & (
  | { readonly do: "scan"; readonly qr: string; readonly status: number }
  | {
      readonly do: "login";
      readonly selfId: string;
      readonly contacts: readonly FarContact[];
      readonly rooms: readonly FarRoom[];
    }
  | { readonly do: "room"; readonly room: FarRoom }
  | { readonly do: "logout" }
  | { readonly do: "message"; readonly message: FarMessage }
  | { readonly do: "emit"; readonly event: string; readonly payload: object }
  | { readonly do: "topic"; readonly roomId: string; readonly topic: string; readonly byId: string }
  | { readonly do: "remove"; readonly roomId: string; readonly contactId: string; readonly byId: string }
  | { readonly do: "verdict"; readonly problem: FarProblem | null; readonly echo: boolean }
  | { readonly do: "die" }
);

/** What the puppet tells the network. */
export type ToNetwork =
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "hello"; readonly environment: readonly string[] }
  | { readonly type: "say"; readonly id: number; readonly roomId: string; readonly text: string };

export interface FarContact {
  readonly id: string;
  readonly name: string;
  readonly weixin?: string;
  readonly handle?: string;
}

export interface FarRoom {
  readonly id: string;
  readonly topic: string;
  readonly memberIdList: readonly string[];
  readonly ownerId?: string;
  readonly adminIdList: readonly string[];
}

export interface FarMessage {
  readonly id: string;
  readonly talkerId: string;
  readonly roomId?: string;
  readonly listenerId?: string;
  readonly text?: string;
  readonly filename?: string;
  readonly timestamp: number;
  readonly type: number;
}

/** How a puppet's send fails. */
export interface FarProblem {
  readonly message: string;
  readonly code?: string;
}

/** What happens to the next texts that reach the network. Without one, a text is shown in its room. */
export type SayPlan = (text: { readonly roomId: string; readonly text: string }) => Promise<
  | { readonly as: "said" }
  | { readonly as: "problem"; readonly problem: FarProblem; readonly isShown: boolean }
  /** The process is gone before it can say what became of it. */
  | { readonly as: "death"; readonly isShown: boolean }
>;

type Order = FromNetwork extends infer Each ? (Each extends FromNetwork ? Omit<Each, "id"> : never) : never;

/** The far side of WeChat in a test's own hands: it outlives the process that is connected to it. */
export class WechatNetwork {
  readonly shown: { roomId: string; text: string }[] = [];
  readonly plans: SayPlan[] = [];
  readonly #server = createServer((socket) => this.#welcome(socket));
  readonly #done = new Map<number, () => void>();
  /** The names in the environment of each process that has connected. */
  readonly environments: (readonly string[])[] = [];
  #socket: Socket | null = null;
  #lastId = 0;
  #connections = 0;
  readonly #waiting = new Set<() => void>();
  /** What a process that connects finds; null: nobody is logged in and nothing is asked. */
  onConnect: (() => Promise<void>) | null = null;

  async open(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when a process has connected for the so-many-th time, and `onConnect` is through. */
  async connected(times = 1): Promise<void> {
    while (this.#connections < times) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Resolves when the process that is connected is gone. */
  async gone(): Promise<void> {
    if (this.#socket && !this.#socket.destroyed) await once(this.#socket, "close");
  }

  /** Tells the puppet something, and resolves when it has done it. */
  async order(order: Order): Promise<void> {
    await this.connected();
    this.#lastId += 1;
    const id = this.#lastId;
    const done = new Promise<void>((resolve) => this.#done.set(id, resolve));
    this.#socket!.write(`${JSON.stringify({ ...order, id })}\n`);
    if (order.do !== "die") await done;
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #welcome(socket: Socket): void {
    this.#socket = socket;
    socket.on("error", () => {});
    // A process that is killed leaves without a word.
    const lines = createInterface({ input: socket }).on("error", () => {});
    lines.on("line", (line) => this.#take(JSON.parse(line) as ToNetwork, socket));
    const count = () => {
      this.#connections += 1;
      for (const go of this.#waiting) go();
      this.#waiting.clear();
    };
    if (!this.onConnect) {
      count();
      return;
    }
    // Orders of `onConnect` are orders too, so they must not wait for themselves.
    this.#connections += 1;
    void this.onConnect().then(() => {
      this.#connections -= 1;
      count();
    });
  }

  #take(message: ToNetwork, socket: Socket): void {
    if (message.type === "hello") {
      this.environments.push(message.environment);
    } else if (message.type === "done") {
      this.#done.get(message.id)?.();
      this.#done.delete(message.id);
    } else {
      void this.#judge(message, socket);
    }
  }

  async #judge(say: Extract<ToNetwork, { type: "say" }>, socket: Socket): Promise<void> {
    const fate = (await this.plans.shift()?.(say)) ?? { as: "said" };
    if (fate.as === "said" || fate.isShown) this.shown.push({ roomId: say.roomId, text: say.text });
    const verdict = { do: "verdict", id: say.id } as const;
    const answer =
      fate.as === "death"
        ? { do: "die", id: 0 }
        : fate.as === "said"
          ? { ...verdict, problem: null, echo: true }
          : { ...verdict, problem: fate.problem, echo: false };
    socket.write(`${JSON.stringify(answer)}\n`);
  }
}
