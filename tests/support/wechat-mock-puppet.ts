import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { payloads } from "wechaty-puppet";
import { PuppetMock } from "wechaty-puppet-mock";
import type { FromNetwork, ToNetwork } from "./wechat-network.ts";

/** wechaty's own mock puppet, held by a test through a socket: this file runs in the process under test, the test in its own. */
export default class HeldPuppet extends PuppetMock {
  #socket: Socket | null = null;
  readonly #verdicts = new Map<number, (verdict: Extract<FromNetwork, { do: "verdict" }>) => void>();
  readonly #made = new Set<string>();
  #asked = 0;

  override async onStart(): Promise<void> {
    await super.onStart();
    const { port } = this.options as { port?: number };
    const socket = connect(port!, "127.0.0.1");
    this.#socket = socket;
    createInterface({ input: socket })
      .on("error", () => {})
      .on("line", (line) => void this.#take(JSON.parse(line) as FromNetwork));
    // The network hangs up when its test is over.
    socket.on("error", () => {});
    this.#tell({ type: "hello", environment: Object.keys(process.env) });
  }

  override async onStop(): Promise<void> {
    this.#socket?.destroy();
    await super.onStop();
  }

  override async messageSendText(roomId: string, text: string): Promise<void> {
    this.#asked += 1;
    const id = this.#asked;
    const verdict = new Promise<Extract<FromNetwork, { do: "verdict" }>>((resolve) => this.#verdicts.set(id, resolve));
    this.#tell({ type: "say", id, roomId, text });
    const { problem, echo } = await verdict;
    if (problem) throw Object.assign(new Error(problem.message), problem.code ? { code: problem.code } : {});
    if (echo) await super.messageSendText(roomId, text);
  }

  async #take(order: FromNetwork): Promise<void> {
    const { mocker } = this;
    switch (order.do) {
      case "scan":
        mocker.scan(order.qr, order.status);
        break;
      case "login":
        mocker.cacheContactPayload.clear();
        mocker.cacheRoomPayload.clear();
        this.#people(order);
        this.login(order.selfId);
        break;
      case "room":
        mocker.createRoom(order.room as Partial<payloads.Room>);
        break;
      case "logout":
        await this.logout();
        break;
      case "message":
        mocker.cacheMessagePayload.set(order.message.id, order.message as payloads.Message);
        this.emit("message", { messageId: order.message.id });
        break;
      case "emit":
        this.emit(order.event as "room-join", order.payload as never);
        break;
      case "topic":
        mocker.RoomMock.load(order.roomId).topic(order.topic).by(mocker.ContactMock.load(order.byId));
        await this.dirtyPayload(3 as never, order.roomId);
        break;
      case "remove":
        mocker.RoomMock.load(order.roomId)
          .remove(mocker.ContactMock.load(order.contactId))
          .by(mocker.ContactMock.load(order.byId));
        await this.dirtyPayload(3 as never, order.roomId);
        break;
      case "verdict":
        this.#verdicts.get(order.id)?.(order);
        return;
      case "die":
        process.kill(process.pid, "SIGKILL");
    }
    this.#tell({ type: "done", id: order.id });
  }

  /** The mocker makes nobody twice, and somebody may come back under the ids of before. */
  #people({ contacts, rooms }: Extract<FromNetwork, { do: "login" }>): void {
    const { mocker } = this;
    for (const contact of contacts) {
      if (this.#made.has(contact.id)) mocker.contactPayload(contact.id, contact as payloads.Contact);
      else mocker.createContact(contact);
      this.#made.add(contact.id);
    }
    for (const room of rooms as unknown as payloads.Room[]) {
      if (this.#made.has(room.id)) mocker.roomPayload(room.id, room);
      else mocker.createRoom(room);
      this.#made.add(room.id);
    }
  }

  #tell(message: ToNetwork): void {
    this.#socket?.write(`${JSON.stringify(message)}\n`);
  }
}
