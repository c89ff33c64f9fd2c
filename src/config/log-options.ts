import { redact } from "../domain/redaction.ts";
import type { Config } from "./config.ts";
import { Secret } from "./secret.ts";

/** An error as the log tells it. */
export interface ToldError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  /** Where it was thrown, without its message. */
  readonly at: string;
  readonly cause?: ToldError;
}

const messageCharsMax = 500;
const causesMax = 4;

/** What databases add to an error: the values of the row it is about. */
const rowValues = /(DETAIL|Failing row contains|Key \([^)]*\)=|WHERE|CONTEXT|QUERY|STATEMENT):?.*/s;

/**
 * How the house logs: a JSON line each, an error by its kind, its message and its place alone, as libraries hang the request, the row and
 * the text they were about on theirs. The last gate before the stream takes out secrets and personal data wherever they still stand.
 */
export function logOptions(config: Pick<Config, "logLevel">) {
  const secrets = secretsIn(config);
  return {
    level: config.logLevel,
    serializers: { err: (error: unknown) => tellError(error) },
    hooks: { streamWrite: (line: string) => scrubbedLine(line, secrets) },
  };
}

/** An error by what is the house's own to tell. */
export function tellError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error", at: "" };
  const { code } = error as { code?: unknown };
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(typeof code === "string" ? { code } : {}),
    message: redact(error.message.replace(rowValues, "…")).slice(0, messageCharsMax),
    at: at.join("\n"),
    ...(error.cause instanceof Error && depth < causesMax ? { cause: tellError(error.cause, depth + 1) } : {}),
  };
}

/** A line of the log without any of these secrets, and without personal data. */
export function scrubbedLine(line: string, secrets: readonly string[]): string {
  const clean = (text: string) => redact(secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text));
  try {
    const told: unknown = JSON.parse(line, (_, value: unknown) => (typeof value === "string" ? clean(value) : value));
    return `${JSON.stringify(told)}\n`;
  } catch {
    return clean(line);
  }
}

/** Every secret of the configuration, and the passwords within addresses. */
function secretsIn(part: unknown): string[] {
  if (part instanceof Secret) {
    const value = part.reveal();
    const password = URL.canParse(value) ? decodeURIComponent(new URL(value).password) : "";
    return [value, password].filter((secret) => secret.length >= 6);
  }
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(secretsIn) : [];
}
