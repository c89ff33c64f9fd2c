import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { types } from "wechaty-puppet";
import type { GroupView } from "../../src/api/groups.ts";
import type { PersonalAccountView } from "../../src/api/personal-account.ts";
import { openTestDatabase } from "../support/database.ts";
import { type FarLogin, farLogin } from "../support/wechat-bench.ts";
import { WechatNetwork } from "../support/wechat-network.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const puppet = new URL("../support/wechat-mock-puppet.ts", import.meta.url).href;

/** The house as an operator runs it, with a WeChat account whose network is the test's. */
async function openHouse() {
  const database = await openTestDatabase();
  const network = await new WechatNetwork().open();
  network.onConnect = () => network.order({ do: "scan", qr: "https://login.weixin.qq.com/l/abc==", status: 2 });
  const folder = await mkdtemp(join(tmpdir(), "linli-wechat-house-"));
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: root,
    env: {
      ...{
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        PORT: "0",
        DATABASE_URL: database.url,
        DATA_DIR: folder,
      },
      ...{
        WECHAT_PUPPET: puppet,
        WECHAT_PUPPET_OPTIONS: JSON.stringify({ port: network.port }),
        WECHAT_GAP_SECONDS: "0-0",
      },
    },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await exited;
    await network.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const { origin, hash } = new URL(await saidLink(child));
  const signIn = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: hash.slice(1) }),
  });
  const cookie = signIn.headers.get("set-cookie")!.split(";")[0]!;
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { cookie, ...(body && { "content-type": "application/json" }) };
    const answer = await fetch(`${origin}/api${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.ok, `${method} ${path} ${answer.status}`).toBe(true);
    return (answer.status === 204 ? null : await answer.json()) as T;
  };
  return { network, ask, stop: () => child.kill("SIGTERM"), exited };
}

async function saidLink({ stdout }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stdout! })) {
    const link = /https?:\S+\/sign-in#\S+/.exec(line)?.[0];
    if (!link) continue;
    stdout?.resume();
    return link;
  }
  throw new Error("the house did not come up");
}

/** Asks again until it is so: over HTTP nothing tells. */
async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await pause(100);
  }
}

it("is switched on, logged in, bound, found again after a new login and switched off, as an admin does it in the console", async () => {
  const { network, ask, stop, exited } = await openHouse();
  const account = async () => (await ask<{ account: PersonalAccountView }>("GET", "/wechat")).account;
  const groups = async () => (await ask<GroupView[]>("GET", "/groups")).filter(({ platform }) => platform === "wechat");
  const enter = ({ selfId, contacts, rooms }: FarLogin) => network.order({ do: "login", selfId, contacts, rooms });
  let said = 0;
  const say = ({ roomId, contacts }: FarLogin, text: string) => {
    said += 1;
    const message = {
      id: `m${said}`,
      talkerId: contacts[1]!.id,
      roomId,
      timestamp: Date.now(),
      type: types.Message.Text,
      text,
    };
    return network.order({ do: "message", message });
  };

  expect(await account()).toMatchObject({ step: "off", consent: null });
  expect(network.environments).toEqual([]);
  await ask("POST", "/wechat/consent");
  await until(account, ({ qr }) => qr !== null);

  const first = farLogin();
  await enter(first);
  await say(first, "大家好");
  const [unbound] = await until(groups, (all) => all.length === 1);
  expect(unbound).toMatchObject({ areaPath: null, name: "幸福里3号楼业主群" });
  const { code } = await ask<{ code: string }>("POST", `/groups/${unbound!.id}/binding-code`);
  await say(first, `绑定 ${code}`);
  const [bound] = await until(groups, ([group]) => group?.areaPath !== null);
  await until(
    async () => network.shown,
    (shown) => shown.length === 1,
  );
  expect(network.shown[0]?.roomId).toBe(first.roomId);

  await network.order({ do: "logout" });
  const second = farLogin();
  await enter(second);
  const { suggestions } = await until(account, (seen) => seen.suggestions.length > 0);
  expect(suggestions).toMatchObject([{ groupId: bound!.id, topic: "幸福里3号楼业主群", sharedMembers: 1 }]);
  expect((await groups()).find(({ id }) => id === bound!.id)?.status).toBe("quarantined");
  await ask("POST", "/wechat/rooms", { groupId: bound!.id, ref: suggestions[0]!.ref });
  expect(await groups()).toMatchObject([{ id: bound!.id, status: "active" }]);
  expect(network.shown.every(({ roomId }) => roomId === first.roomId)).toBe(true);

  stop();
  await network.gone();
  await exited;
}, 180_000);
