import { PrismaPg } from "@prisma/adapter-pg";
import { AppError } from "../../src/errors/app-error.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { readInScope } from "./staff-scope.ts";

/** The house's connection to PostgreSQL. Only this folder knows it. */
export type Database = PrismaClient;
/** A transaction in progress. */
export type Transaction = Prisma.TransactionClient;

/** Opens a pool. `connectionsMax` counts for this process alone. */
export function openDatabase(url: string, options: { readonly connectionsMax?: number } = {}): Database {
  const pool = {
    connectionString: url,
    max: options.connectionsMax ?? 12,
    // A database that is away must be told within the time a platform waits for its answer.
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
  const adapter = new PrismaPg(pool, { statementNameGenerator: createStatementNames() });
  return readInScope(new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 15_000 } }));
}

/** Each connection keeps every statement it has a name for. */
const namedMax = 300;

/** Names statements by their text, so that PostgreSQL plans them once a connection. A list makes a new text for each length; beyond the limit none is named. */
function createStatementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    if (!names.has(sql) && names.size < namedMax) names.set(sql, `linli_${names.size}`);
    return names.get(sql) ?? "";
  };
}

/** True for what can be an id of ours. Anything else from outside is no id, and PostgreSQL would refuse to compare it. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** The number of a row out of its text; null for what can be none. */
export function rowId(id: string): bigint | null {
  return /^\d{1,18}$/.test(id) ? BigInt(id) : null;
}

/** Codes of Prisma that say the database cannot be reached, or that a transaction lost its connection. */
const awayCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "ECONNREFUSED"]);

/** Turns a lost database into an error of the house, and leaves every other as it is. */
export function asHouseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = (error as { code?: string }).code ?? "";
  const reason = error instanceof Error ? error.message.split("\n").at(-1)!.trim() : String(error);
  const lost =
    awayCodes.has(code) || /terminat|ECONNREFUSED|ECONNRESET|timeout exceeded|shutting down|starting up/i.test(reason);
  return lost ? new AppError("DATABASE_UNAVAILABLE", { reason }, { cause: error }) : error;
}

/** Runs a store's work and names a lost database as such. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asHouseError(error);
  }
}
