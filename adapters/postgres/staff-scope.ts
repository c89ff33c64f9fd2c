import { AsyncLocalStorage } from "node:async_hooks";
import type { Actor } from "../../src/domain/authority.ts";
import type { StaffScope } from "../../src/ports/staff-scope.ts";
import type { PrismaClient } from "./generated/client.ts";
import { deskRoleSql } from "./row-security.ts";

/** Who asks; nothing on the bot's own line, which works as the tables' owner. */
const askers = new AsyncLocalStorage<Actor | "nobody" | undefined>();

/** The scope of staff, for the server to work in. */
export const staffScope: StaffScope = {
  run: (asker, work) => askers.run(asker === "house" ? undefined : asker, work),
};

/**
 * Steps out of the scope of whoever asks, for what the house itself must know: who is behind a token, whether the whole log is whole. What
 * comes of it says nothing of other areas.
 */
export function asHouse<T>(work: () => T): T {
  return askers.run(undefined, work);
}

/** Reads of a table; the rest changes rows, in transactions that each check where. */
const reads = new Set([
  "findUnique",
  "findUniqueOrThrow",
  "findFirst",
  "findFirstOrThrow",
  "findMany",
  "count",
  "aggregate",
  "groupBy",
]);

type Query = ReturnType<PrismaClient["$queryRaw"]>;
type Callable = (...args: unknown[]) => Query;

/**
 * The connection under which every read for staff is one transaction: as the role that is bound by the row rules, in the scope of whoever
 * asks. No store has a part in it, so none can forget it. On the bot's own line nothing is added.
 */
export function readInScope(client: PrismaClient): PrismaClient {
  const role = once(() => deskRole(client));

  const scoped = (method: Callable): Callable =>
    ((...args) => {
      const query = method(...args);
      const asker = askers.getStore();
      return asker === undefined ? query : readAs(asker, query);
    }) as Callable;

  async function readAs(asker: Actor | "nobody", query: Query): Promise<unknown> {
    const desk = await role();
    // Without the role the first line stands alone; whoever started the house was told.
    if (desk === null) return query;
    const [, rows] = await client.$transaction([enter(client, desk, asker), query]).catch(nameTheRemedy);
    return rows;
  }

  const model = (delegate: object) =>
    new Proxy(delegate, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        return reads.has(String(name)) ? scoped((...args) => Reflect.apply(member as Callable, target, args)) : member;
      },
    });
  const models = new Map<string | symbol, object>();
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === "$queryRaw" || name === "$queryRawUnsafe")
        return scoped((...args) => Reflect.apply(member as Callable, target, args));
      if (typeof member !== "object" || member === null || String(name).startsWith("_")) return member;
      const known = models.get(name) ?? model(member);
      models.set(name, known);
      return known;
    },
  });
}

/** Areas differ a hundredfold in what they hold: a plan that was made for any of them reads a whole table for one building. */
function enter(client: PrismaClient, desk: string, asker: Actor | "nobody"): Query {
  const { areaPath, role, partyId, staffId } = asker === "nobody" ? nobody : asker;
  return client.$queryRaw`SELECT set_config('role', ${desk}, true), set_config('linli.scope', ${areaPath}, true),
    set_config('linli.role', ${role}, true), set_config('linli.party', ${partyId ?? ""}, true), set_config('linli.staff', ${staffId}, true),
    set_config('plan_cache_mode', 'force_custom_plan', true)`;
}

/** A table that is new has no rule yet, and so no page may read it. */
function nameTheRemedy(error: unknown): never {
  const table = /permission denied for table (\w+)/.exec(String(error))?.[1];
  if (table === undefined) throw error;
  throw new Error(`no page may read "${table}": say in adapters/postgres/row-rules.ts which rows of it staff may see`, {
    cause: error,
  });
}

const nobody = { areaPath: "", role: "", partyId: null, staffId: "" };

/** Null when there is none that the house may become: only that one is given anything to read. */
async function deskRole(client: PrismaClient): Promise<string | null> {
  const [row] = await client.$queryRawUnsafe<{ name: string }[]>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname = ${deskRoleSql} AND has_table_privilege(oid, 'ticket', 'SELECT')`,
  );
  return row?.name ?? null;
}

/** Asks until there is an answer, and then no more. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}
