import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Role } from "../../src/domain/authority.ts";
import type { Lab } from "./lab.ts";

/** A browser of a member of staff, or of nobody. */
export interface Browser {
  readonly staffId: string;
  ask(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The code of a refusal; empty when it is none. */
  readonly code: string;
  readonly cookie: string;
  readonly setCookie: string;
}

let addresses = 0;

/** An address that nothing has come from yet: many tries from one are slowed down. */
export function newAddress(): string {
  addresses += 1;
  return `10.9.${Math.floor(addresses / 250)}.${addresses % 250}`;
}

/** Asks the house, as a browser with this cookie would, from behind the operator's proxy. */
export async function ask(
  lab: Lab,
  method: string,
  path: string,
  { cookie = "", address = newAddress(), body, headers = {} }: AskOptions = {},
): Promise<Answer> {
  const answer = await fetch(lab.address + path, {
    method,
    headers: {
      cookie,
      "x-forwarded-for": address,
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  const setCookie = answer.headers.get("set-cookie") ?? "";
  const code = /^\{"code":"([A-Z_]+)"/.exec(text)?.[1] ?? "";
  return { status: answer.status, text, code, setCookie, cookie: setCookie.split(";")[0] ?? "" };
}

interface AskOptions {
  readonly cookie?: string;
  readonly address?: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes a member of staff, and gives their id. */
export async function plantStaff(lab: Lab, role: Role, areaPath: string): Promise<string> {
  const staffId = randomUUID();
  const name = `${role} ${staffId.slice(0, 4)}`;
  await lab.query("insert into staff (id, name, role, area_path) values ($1, $2, $3, $4)", [
    staffId,
    name,
    role,
    areaPath,
  ]);
  return staffId;
}

/** Writes a sign-in link of an hour, as an admin would have made it, and gives its token. */
export async function plantLink(lab: Lab, staffId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await lab.query(
    "insert into one_time_code (hash, purpose, staff_id, expires_at) values ($1, 'sign_in', $2, now() + interval '1 hour')",
    [createHash("sha256").update(token).digest("base64url"), staffId],
  );
  return token;
}

/** Signs a member of staff in by a link. */
export async function signIn(lab: Lab, staffId: string): Promise<Browser> {
  const token = await plantLink(lab, staffId);
  const { cookie, status, text } = await ask(lab, "POST", "/api/session", { body: { token } });
  if (status !== 204) throw new Error(`could not sign in: ${text}`);
  return browserWith(lab, staffId, cookie);
}

/** A browser that holds a cookie. */
export function browserWith(lab: Lab, staffId: string, cookie: string): Browser {
  return { staffId, ask: (method, path, body, headers = {}) => ask(lab, method, path, { cookie, body, headers }) };
}
