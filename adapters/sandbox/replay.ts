import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadEstate } from "../../prisma/demo/load.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { type Cue, pauseMsMax, planReplay, playChats } from "./play-chats.ts";

/** `npm run replay -- FOLDER`: plays the chats of an estate folder into the sandbox of a running Linli. */

const usage = `npm run replay -- FOLDER [--speed N] [--chat ID]... [--url ADDRESS]

  FOLDER   an estate folder: estate.json, faq.jsonl, chats.jsonl; prisma/demo is one
  --speed  how many seconds of the chat pass in one; 30 unless told. No pause is longer than ${pauseMsMax / 1000} s.
           Only the talk runs faster: the bot's listening window, its quiet hours and its clocks stay in real time,
           so at a high speed one window hears much of the chat at once. --speed 1 is the group as it was.
  --chat   only this chat; may be given again
  --url    where Linli answers; unless told, the one that runs on .data here

Each run says its messages anew. Drafts wait for staff as ever: approve them meanwhile in the console or the staff
group, or what residents say later about them (好了, 没好) finds no card.`;

/** The command line, read. */
const Options = z.object({
  folder: z.string("name the estate folder"),
  speed: z.coerce.number("--speed takes a number").positive("--speed takes a number above 0").default(30),
  chats: z.array(z.string()).default([]),
  url: z.url({ protocol: /^https?$/, error: "--url takes an address: http://127.0.0.1:3000" }).optional(),
});

class UsageError extends Error {}

function readOptions(args: readonly string[]) {
  const flags = {
    speed: { type: "string" },
    chat: { type: "string", multiple: true },
    url: { type: "string" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
    const [folder, ...more] = positionals;
    if (more.length > 0) throw new UsageError(`one folder at a time, not "${more.join('", "')}" too`);
    const { data, error } = Options.safeParse({ folder, speed: values.speed, chats: values.chat, url: values.url });
    if (!data) throw new UsageError(error.issues.map(({ message }) => message).join("; "));
    return data;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** Where the Linli on this folder's data answers, as it wrote down when it started. */
function runningAddress(): string {
  const file = new URL("../../.data/holder.json", import.meta.url);
  try {
    return z.object({ address: z.url() }).parse(JSON.parse(readFileSync(file, "utf8"))).address;
  } catch (cause) {
    throw new UsageError("no Linli runs on .data here: start one with npm start, or name its address with --url", {
      cause,
    });
  }
}

async function replay(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  const { estate, articles, chats } = loadEstate(options.folder);
  const stranger = options.chats.find((id) => !chats.some((chat) => chat.id === id));
  if (stranger)
    throw new UsageError(`there is no chat "${stranger}"; there are: ${chats.map(({ id }) => id).join(", ")}`);
  const wanted = chats.filter(({ id }) => options.chats.length === 0 || options.chats.includes(id));
  const cues = planReplay(wanted, options.speed);
  const url = new URL(options.url ?? runningAddress()).origin;

  const minutes = Math.ceil(cues.reduce((sum, { waitMs }) => sum + waitMs, 0) / 60_000);
  console.log(
    `${estate.name} → ${url}: ${cues.length} messages of ${wanted.length} chat(s), about ${minutes} min. Ctrl-C ends it.`,
  );
  const names = new Map(estate.groups.map(({ id, name }) => [id, name]));
  let number = 0;
  const { said, refused } = await playChats(
    { estate, articles, cues },
    {
      url,
      runId: Date.now().toString(36),
      pause: async (ms) => void (await sleep(ms, undefined, { signal })),
      onPlayed: (cue, refusal) =>
        console.log(lineOf(cue, ++number, cues.length, names.get(cue.groupKey) ?? "", refusal)),
    },
  );
  console.log(`${said} said, ${refused} refused.`);
  if (refused > 0) process.exitCode = 1;
}

function lineOf({ message }: Cue, number: number, of: number, group: string, refusal: string | null): string {
  const words = message.type === "recall" ? `recalls ${message.recalled}` : message.text.replaceAll("\n", " / ");
  const kind = ["text", "recall"].includes(message.type) ? "" : `<${message.type}> `;
  const trouble = refusal === null ? "" : `  ✗ ${refusal}`;
  return `${String(number).padStart(String(of).length)}/${of}  ${group}  ${message.nick}: ${kind}${words}${trouble}`;
}

const broken = new AbortController();
process.once("SIGINT", () => broken.abort());
try {
  await replay(process.argv.slice(2), broken.signal);
} catch (error) {
  process.exitCode = 1;
  if (broken.signal.aborted) console.error("Broken off.");
  else if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (error instanceof AppError) console.error(`${error.message}\n${error.remedy}`);
  else console.error(error instanceof Error ? error.message : error);
}
