import type { PersonaView, PostMessage, SandboxGroupView, SandboxMessageView } from "../sandbox-api.ts";

/** A refusal of the sandbox's routes, or silence. */
export class RequestError extends Error {
  /** The house's error code; "OFFLINE" when nobody answered. */
  readonly code: string;
  /** Whether the same request may go well later. */
  readonly passing: boolean;

  constructor(code: string, passing: boolean) {
    super(code);
    this.code = code;
    this.passing = passing;
  }
}

/** What the page asks of the server. Every call rejects with a `RequestError`. */
export const client = {
  groups: () => ask<SandboxGroupView[]>("/groups"),
  personas: () => ask<PersonaView[]>("/personas"),
  messages: (groupId: string, limit: number, before: number | null) =>
    ask<SandboxMessageView[]>(`${at(groupId, "messages")}?limit=${limit}${before === null ? "" : `&before=${before}`}`),
  say: (groupId: string, body: PostMessage) => ask(at(groupId, "messages"), body),
  edit: (groupId: string, body: { ref: string; senderRef: string; text: string }) => ask(at(groupId, "edits"), body),
  recall: (groupId: string, body: { ref: string; senderRef: string }) => ask(at(groupId, "recalls"), body),
  press: (groupId: string, body: { messageRef: string; token: string; senderRef: string }) =>
    ask<{ text: string }>(at(groupId, "presses"), body),
};

const at = (groupId: string, what: string) => `/groups/${encodeURIComponent(groupId)}/${what}`;

async function ask<T>(path: string, body?: object): Promise<T> {
  const posted = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/api/sandbox${path}`, body ? posted : {}).catch(() => null);
  if (!answer) throw new RequestError("OFFLINE", true);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new RequestError(String(told.code ?? "INTERNAL"), answer.status >= 500 || answer.status === 429);
  return told as T;
}
