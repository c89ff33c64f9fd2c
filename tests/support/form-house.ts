import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from "fastify";
import { followPrefix, followRoutes } from "../../adapters/webform/follow-routes.ts";
import { type FormLimits, formRoutes } from "../../adapters/webform/form-routes.ts";
import { formPrefix } from "../../adapters/webform/page-files.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { ShownFormCode } from "../../src/ports/form-office.ts";
import { openTestHouse, type TestHouse } from "./test-house.ts";

/** What somebody fills in. */
export interface Filling {
  readonly what?: string;
  readonly where?: string;
  readonly forOther?: boolean;
  readonly phone?: string;
  readonly photos?: readonly Uint8Array[];
  readonly voice?: Uint8Array;
  /** A proof made before; a new one is worked for when absent. */
  readonly proof?: string;
  readonly from?: string;
}

/** A house with a poster on a wall, and the pages behind it. */
export interface FormHouse {
  readonly house: TestHouse;
  readonly app: FastifyInstance;
  readonly admin: Actor;
  readonly code: ShownFormCode;
  /** The poster's path: "/f/…". */
  readonly path: string;
  /** A challenge of the page, solved. */
  prove(path?: string): Promise<string>;
  fileReport(filling: Filling, path?: string): Promise<LightMyRequestResponse>;
  /** Files and gives the path of the report's own page. */
  filed(filling: Filling): Promise<string>;
  press(link: string, fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
  /** Lets the house listen until it has answered all. */
  listened(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a house in the afternoon, with a code for one building. */
export async function openFormHouse(options: { readonly limits?: Partial<FormLimits> } = {}): Promise<FormHouse> {
  const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
  const house = await openTestHouse(estate, [], { now: new Date("2026-07-02T15:00:00+08:00") });
  const { clock } = house;
  const groups = await house.parts.directory.groupsOf("sandbox");
  const areaPath = groups.find(({ kind }) => kind === "residents")!.areaPath!;
  const grant = { name: "管理员", role: "admin", areaPath: areaPath.split("/")[0]! } as const;
  const admin: Actor = { ...grant, staffId: await house.addStaff(grant), partyId: null };
  const code = await house.parts.forms.make(admin, { areaPath, expiresAt: null });

  const app = Fastify({ trustProxy: true, routerOptions: { maxParamLength: 200 } });
  const { formStore: store } = house;
  const pages = { store, clock, taxonomy: house.parts.taxonomy, ring: () => {} };
  await app.register(formRoutes, { prefix: formPrefix, ...pages, ...options });
  await app.register(followRoutes, { prefix: followPrefix, ...pages });
  await app.ready();

  const path = new URL(code.address).pathname;
  async function prove(of = path): Promise<string> {
    return solved((await app.inject({ method: "GET", url: `${of}/challenge` })).body);
  }
  async function fileReport(filling: Filling, to = path): Promise<LightMyRequestResponse> {
    const { body, type } = multipartOf(filling);
    const headers = {
      ...{ "content-type": type, accept: "application/json", "x-forwarded-for": filling.from ?? "10.1.1.1" },
      "x-linli-proof": filling.proof ?? (await prove(to)),
    };
    return app.inject({ method: "POST", url: to, headers, payload: body });
  }
  return {
    ...{ house, app, admin, code, path, prove, fileReport },
    async filed(filling) {
      const answer = await fileReport(filling);
      if (answer.statusCode !== 201) throw new Error(`not filed: ${answer.statusCode} ${answer.body}`);
      return answer.json<{ link: string }>().link;
    },
    press: (link, fields) =>
      app.inject({
        method: "POST",
        url: link,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        payload: new URLSearchParams(fields).toString(),
      }),
    async listened() {
      for (let rounds = 0; rounds < 3; rounds++) {
        await house.settle();
        clock.set(new Date(clock.now().getTime() + 20_000));
      }
      await house.settle();
    },
    async close() {
      await app.close();
      await house.close();
    },
  };
}

/** Finds the number that a challenge asks for, as the page's script does. */
export function solved(challenge: string): string {
  const bits = Number(challenge.split(".")[1]);
  if (!(bits > 0)) throw new Error(`not a challenge: ${challenge.slice(0, 200)}`);
  for (let number = 0; ; number++) {
    const first = createHash("sha256").update(`${challenge}.${number}`).digest().readUInt32BE(0);
    if (Math.clz32(first) >= bits) return `${challenge}.${number}`;
  }
}

function multipartOf({ what = "", where = "", forOther, phone, photos = [], voice }: Filling) {
  const boundary = "----linli";
  const part = (head: string, body: string | Uint8Array) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from("\r\n"),
    ]);
  const file = (name: string, type: string) => `name="${name}"; filename="${name}"\r\ncontent-type: ${type}`;
  const body = Buffer.concat([
    part('name="what"', what),
    part('name="where"', where),
    ...(phone === undefined ? [] : [part('name="phone"', phone)]),
    ...(forOther ? [part('name="forOther"', "yes")] : []),
    ...photos.map((photo) => part(file("photo", "image/jpeg"), photo)),
    ...(voice ? [part(file("voice", "audio/webm"), voice)] : []),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}
