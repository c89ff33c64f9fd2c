import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { AppError } from "../../src/errors/app-error.ts";
import { type Article, ArticleForm, type Chat, ChatForm, type Estate, EstateForm } from "./forms.ts";

/** An estate folder, read and checked. */
export interface DemoEstate {
  readonly estate: Estate;
  readonly articles: readonly Article[];
  readonly chats: readonly Chat[];
}

/**
 * Reads an estate folder: `estate.json`, `faq.jsonl`, `chats.jsonl`. The last two may be missing, and then have nothing in them.
 *
 * Every folder numbers its people from u01 and s1, so their account refs come out with the estate's id before them
 * ("qhy-u01"): two estates in one sandbox then never share an account. Area paths and group ids stay as in the files.
 *
 * @throws AppError ESTATE_INVALID naming every fault with its file and line.
 */
export function loadEstate(folder: string): DemoEstate {
  const problems: string[] = [];
  const estate = readEstate(join(folder, "estate.json"), problems);
  const articles = readLines(join(folder, "faq.jsonl"), ArticleForm, problems);
  const chats = readLines(join(folder, "chats.jsonl"), chatIn(estate, articles), problems);
  problems.push(...repeated("faq.jsonl", articles), ...repeated("chats.jsonl", chats));
  if (!estate || problems.length > 0) throw new AppError("ESTATE_INVALID", { folder, problems });
  return {
    estate: withAccounts(estate),
    articles: articles.map(({ value }) => value),
    chats: chats.map(({ value }) => withAccountsOfChat(estate.id, value)),
  };
}

/** The street office over every community that is played here, made up so that one admin sees them all. */
export const street = "演示街道";

/** The path in the house's area tree of an area of the estate: under its community. Another community is under the same street. */
export function areaPathOf(
  estate: Pick<Estate, "community"> & { readonly areas: readonly { path: string }[] },
  area: string,
): string {
  const isOwn = estate.areas.some(({ path }) => path === area);
  return isOwn ? `${street}/${estate.community}/${area}` : `${street}/${area}`;
}

interface Line<T> {
  readonly line: number;
  readonly value: T;
}

function readEstate(file: string, problems: string[]): Estate | null {
  const text = readIfThere(file);
  if (text === null) {
    problems.push(`${basename(file)}: is not there`);
    return null;
  }
  // JSON.parse decides what is JSON; the YAML parser, which reads JSON too, knows the line of everything.
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json" });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const line = lineOf(document.errors[0]?.pos[0] ?? 0);
    problems.push(`${basename(file)}:${line}: is not JSON: ${(error as Error).message}`);
    return null;
  }
  const { data, error } = EstateForm.safeParse(json);
  for (const { path, message } of error?.issues ?? []) {
    problems.push(`${basename(file)}:${lineOf(offsetOf(document, path))}: ${[...path, message].join(" ")}`);
  }
  return data ?? null;
}

/** Where the deepest part of the path that is there begins. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: readonly number[] } | undefined;
    if (node?.range) return node.range[0] ?? 0;
  }
  return 0;
}

function readLines<T>(file: string, form: z.ZodType<T>, problems: string[]): Line<T>[] {
  const found: Line<T>[] = [];
  for (const [index, text] of (readIfThere(file) ?? "").split("\n").entries()) {
    if (text.trim() === "") continue;
    const line = index + 1;
    try {
      found.push({ line, value: form.parse(JSON.parse(text)) });
    } catch (error) {
      const faults =
        error instanceof z.ZodError
          ? error.issues.map(({ path, message }) => [...path, message].join(" "))
          : [`is not JSON: ${(error as Error).message}`];
      problems.push(...faults.map((fault) => `${basename(file)}:${line}: ${fault}`));
    }
  }
  return found;
}

/** A chat of this estate: in one of its groups, with gold that names its own areas and articles. */
function chatIn(estate: Estate | null, articles: readonly Line<Article>[]) {
  const groups = new Set(estate?.groups.map(({ id }) => id));
  const areas = new Set(estate?.areas.map(({ path }) => path));
  const slugs = new Set(articles.map(({ value }) => value.id));
  return ChatForm.superRefine((chat, ctx) => {
    if (!estate) return;
    const refuse = (path: (string | number)[], message: string) => ctx.addIssue({ code: "custom", path, message });
    if (!groups.has(chat.group)) refuse(["group"], `there is no group "${chat.group}"`);
    for (const { id, area } of chat.gold.tickets) {
      if (area !== null && !areas.has(area)) refuse(["gold", "tickets"], `${id}: there is no area "${area}"`);
    }
    for (const { message, faq } of chat.gold.questions) {
      if (faq !== null && !slugs.has(faq)) refuse(["gold", "questions"], `${message}: there is no article "${faq}"`);
    }
  });
}

function repeated(file: string, lines: readonly Line<{ readonly id: string }>[]): string[] {
  const seen = new Set<string>();
  return lines.flatMap(({ line, value: { id } }) => {
    if (seen.has(id)) return [`${file}:${line}: "${id}" is there twice`];
    seen.add(id);
    return [];
  });
}

function withAccounts(estate: Estate): Estate {
  const account = (ref: string) => `${estate.id}-${ref}`;
  return {
    ...estate,
    groups: estate.groups.map(({ owner, ...group }) => (owner ? { ...group, owner: account(owner) } : group)),
    residents: estate.residents.map((resident) => ({ ...resident, senderRef: account(resident.senderRef) })),
    staff: estate.staff.map((member) => ({
      ...member,
      id: account(member.id),
      deputy: member.deputy && account(member.deputy),
    })),
  };
}

function withAccountsOfChat(estateId: string, chat: Chat): Chat {
  const account = (ref: string) => `${estateId}-${ref}`;
  return {
    ...chat,
    messages: chat.messages.map((message) => ({ ...message, from: account(message.from) })),
    gold: {
      ...chat.gold,
      tickets: chat.gold.tickets.map((ticket) => ({
        ...ticket,
        reporter: account(ticket.reporter),
        households: ticket.households.map(account),
      })),
    },
  };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
