import { fileURLToPath } from "node:url";
import type { FastifyInstance, HTTPMethods } from "fastify";
import pino from "pino";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Role } from "../../src/domain/authority.ts";
import { buildApp } from "../../src/http/app.ts";
import type { Needs } from "../../src/http/auth.ts";
import type { HttpDeps } from "../../src/http/deps.ts";
import type { Reader } from "../../src/ports/reader.ts";
import { openTestHouse, type TestClock, type TestHouse, type TestHouseOptions } from "./test-house.ts";

/** A server over a house in which one resident has reported one thing. */
export interface HttpHouse {
  readonly app: FastifyInstance;
  readonly deps: HttpDeps;
  /** Every route with what it needs, as it was registered. */
  readonly routes: readonly { readonly method: HTTPMethods; readonly url: string; readonly needs: Needs }[];
  readonly reporterRef: string;
  readonly reporterNick: string;
  /** A one-time link's token for a member of staff with this role. */
  link(role: Role, areaPath?: string): Promise<string>;
  /** A session cookie of a member of staff with this role, in the estate or elsewhere. */
  signInAs(role: Role, areaPath?: string): Promise<string>;
  ticketIds(): Promise<readonly string[]>;
  /** Does everything that is due now. */
  settle(): Promise<void>;
  /** Stands still until it is told. */
  readonly clock: TestClock;
  /** The house behind the server, with the network that its residents write in. */
  readonly house: TestHouse;
  close(): Promise<void>;
}

/** Reads every message as a report about a lift: what is tested is what the server shows of it. */
const liftReader: Reader = {
  read: async ({ messages, freshIds, group }) =>
    ({
      reports: messages
        .filter(({ id }) => freshIds.has(id))
        .map(({ id, senderRef, text }) => ({
          ...{ kind: "complaint", evidenceIds: [id], reporterRef: senderRef, urgency: "routine", sensitive: false },
          triage: { category: "elevator", runnerUp: null, confidence: 0.9, because: [{ messageId: id, quote: text }] },
          place: { areaPath: group.areaPath, spot: "电梯", from: "group" },
          ...{ householdRefs: [senderRef], summary: "电梯坏了" },
        })),
      ...{ questions: [], followUps: [], quarrels: [], reader: "test", offline: false },
    }) as Awaited<ReturnType<Reader["read"]>>,
};

/** Opens the server without listening: tests inject. */
export async function openHttpHouse(
  own: Partial<HttpDeps> = {},
  { now = new Date(), ...options }: Partial<Pick<TestHouseOptions, "now" | "database">> = {},
): Promise<HttpHouse> {
  const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
  const house = await openTestHouse(estate, [], { now, reader: liftReader, ...options });
  const reporter = estate.residents[0]!;
  const [groupRef] = house.groupRefs.values();
  house.platform.chat.say(groupRef!, { text: "电梯坏了", senderRef: reporter.senderRef, nick: reporter.nick });
  await house.settle();
  house.clock.set(new Date(now.getTime() + 60_000));
  await house.settle();
  house.clock.set(now);

  const deps: HttpDeps = {
    ...house.parts,
    live: { subscribe: () => () => {} },
    modelPrices: null,
    about: {
      ...{ version: "test", startedAt: new Date(), queueBackend: "memory", embeddedDatabase: true, region: "cn" },
      address: () => "http://127.0.0.1",
      reader: { name: "test", offline: () => false },
      platforms: () => [],
      ping: async () => {},
    },
    ...own,
  };
  const routes: { method: HTTPMethods; url: string; needs: Needs }[] = [];
  const app = await buildApp(deps, {
    logger: pino({ level: "silent" }),
    pagesFolder: null,
    onRoute: ({ method, url, config }) => {
      for (const one of [method].flat())
        if (one !== "HEAD") routes.push({ method: one as HTTPMethods, url, needs: config!.needs! });
    },
  });
  await app.ready();

  const [reported] = await house.tickets();
  if (!reported) throw new Error("the report came to no ticket");
  let signIns = 0;
  const link = async (role: Role, areaPath = reported.areaPath.split("/")[0]!) => {
    const staffId = await house.addStaff({ name: `${role} ${areaPath}`, role, areaPath });
    return house.parts.directory.issueCode({ purpose: "sign_in", staffId, ttlMs: 60_000 }, house.clock.now());
  };
  return {
    app,
    deps,
    routes,
    reporterRef: reporter.senderRef,
    reporterNick: reporter.nick,
    link,
    async signInAs(role, areaPath) {
      const token = await link(role, areaPath);
      // Each from an address of its own: many who sign in from one are slowed down.
      const remoteAddress = `10.1.${Math.floor(++signIns / 250)}.${signIns % 250}`;
      const answer = await app.inject({ method: "POST", url: "/api/session", payload: { token }, remoteAddress });
      return String(answer.headers["set-cookie"]).split(";")[0]!;
    },
    settle: house.settle,
    clock: house.clock,
    house,
    ticketIds: async () => (await house.tickets()).map(({ id }) => id),
    async close() {
      await app.close();
      await house.close();
    },
  };
}
