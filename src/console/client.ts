import type { ErrorView } from "../api/errors.ts";
import { askForProof } from "./proof.ts";

/** What the API answered instead of doing it. `OFFLINE` is ours: no answer came at all. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly view: ErrorView;
  readonly status: number;

  constructor(view: ErrorView, status: number) {
    super(view.message);
    this.view = view;
    this.status = status;
  }
}

/** The refusal behind an error of a query or a mutation. */
export function refusalOf(error: unknown): ErrorView {
  if (error instanceof Refusal) return error.view;
  return { code: "INTERNAL", message: String(error), remedy: "" };
}

/** Reads from the API. */
export function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask(path, signal ? { signal } : {});
}

/** Sends a change to the API. Under the same key the same change happens once. */
export function send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown, key?: string): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  return provenIfAsked(() =>
    ask(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  );
}

/** Saves what the API gives as a file: a link would lose a refusal, and could not be asked for a proof. What is asked with a body is posted. */
export async function saveFile(path: string, name: string, body?: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
  const blob = await provenIfAsked(() => ask<Blob>(path, init, (response) => response.blob()));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Asks whoever is there for a proof where the server wants one, and tries once more with it. */
async function provenIfAsked<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (refusalOf(error).code !== "PROOF_NEEDED" || !(await askForProof())) throw error;
    return act();
  }
}

async function ask<T>(path: string, init: RequestInit, readAs?: (response: Response) => Promise<T>): Promise<T> {
  const response = await fetch(path, { ...init, credentials: "same-origin" }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Refusal({ code: "OFFLINE", message: String(error), remedy: "" }, 0);
  });
  if (response.status === 204) return undefined as T;
  if (response.ok && readAs) return readAs(response);
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  throw new Refusal(isErrorView(body) ? body : unreadable(response), response.status);
}

function isErrorView(body: unknown): body is ErrorView {
  return typeof body === "object" && body !== null && "code" in body && "message" in body && "remedy" in body;
}

/** A refusal that somebody between us and the house wrote: a proxy while the house restarts. */
function unreadable({ status, statusText }: Response): ErrorView {
  return { code: status >= 502 ? "OFFLINE" : "INTERNAL", message: `${status} ${statusText}`, remedy: "" };
}

/** A new idempotency key. `crypto.randomUUID` is missing where the console is opened over plain HTTP in the office network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
