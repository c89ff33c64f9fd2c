import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Telegram, too, lets some time pass before it brings again what was refused. */
const bringAgainMs = 500;

/** Brings updates to the house's webhook as Telegram does, over connections that stay open. */
export interface Door {
  /** Resolves when the house has kept the update; what it refuses is brought again. */
  bring(update: unknown): Promise<void>;
  /** How often it answered with anything but 200. */
  refusals(): number;
  close(): void;
}

export interface DoorOptions {
  readonly url: string;
  readonly secret: string;
  readonly connectionsMax: number;
}

/** Opens no connection yet. Made of `node:http`, because `fetch` would cost this process as much as the house spends. */
export function openDoor({ url, secret, connectionsMax }: DoorOptions): Door {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret };
  let refusals = 0;

  const post = (body: Buffer) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request(url, { agent, method: "POST", headers: { ...headers, "content-length": body.length } });
      asked.once("response", (answer) => {
        answer
          .once("end", () => resolve(answer.statusCode))
          .once("error", reject)
          .resume();
      });
      asked.once("error", reject).end(body);
    });

  return {
    async bring(update) {
      const body = Buffer.from(JSON.stringify(update));
      for (let status = await post(body); status !== 200; status = await post(body)) {
        refusals += 1;
        await sleep(bringAgainMs);
      }
    },
    refusals: () => refusals,
    close: () => agent.destroy(),
  };
}
