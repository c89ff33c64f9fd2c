import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PromptList } from "../../src/api/learning.ts";
import {
  type MessagesCall,
  type MessagesReply,
  openStandInMessagesApi,
  type StandInMessagesApi,
} from "../support/stand-in-messages-api.ts";
import { careless, standInTriage } from "../support/stand-in-triage.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { plainSigns, type WrittenText, writePersonal } from "./personal-texts.ts";
import { plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

const buildings = 4;
const kinds = ["phone", "id_card", "bank_card", "plate", "wechat", "email"] as const;
/** The end of a name that leads nowhere (RFC 6761): whatever is sent there by mistake does not arrive. */
const nowhere = "model.example.invalid";

/** Addresses that words must not go to while they have to stay, each by its own trick, and the host that the refusal names. */
const refused: Readonly<Record<string, string>> = {
  "https://api.anthropic.com": "api.anthropic.com",
  [`https://${nowhere}/anthropic`]: nowhere,
  [`https://API.DEEPSEEK.COM.${nowhere}/anthropic`]: `api.deepseek.com.${nowhere}`,
  "https://notapi.deepseek.com/anthropic": "notapi.deepseek.com",
  "https://api.deepseek.com./anthropic": "api.deepseek.com. ",
  [`https://api.deepseek.com@${nowhere}/anthropic`]: nowhere,
  "https://model.example.cn/anthropic": "model.example.cn",
  "https://127.0.0.1.example.com/": "127.0.0.1.example.com",
  "https://134744072/": "8.8.8.8",
  "https://[::ffff:8.8.8.8]/": "[::ffff:808:808]",
  "http://api.moonshot.cn/anthropic": "api.moonshot.cn",
};

/** How providers take a question, from the Messages format in full to the least of it. */
const providers: Readonly<Record<string, (call: MessagesCall) => MessagesReply>> = {
  full: (call) => ({ kind: "text", text: JSON.stringify(filledIn(call)) }),
  toolsOnly: (call) =>
    call.body.output_config
      ? cannot("output_config")
      : { kind: "tool", input: JSON.parse(JSON.stringify(filledIn(call))) },
  wordsOnly: (call) =>
    call.body.output_config || call.body.tools
      ? cannot("tools")
      : { kind: "text", text: `\`\`\`json\n${JSON.stringify(filledIn(call))}\n\`\`\`` },
};

/** Residents' words before a language model. */
export const abroad: Check = {
  name: "abroad",
  promise:
    "Only redacted words go to any model; under DATA_REGION=cn none is asked outside the mainland unless an impact assessment is named, and the start says whose words go where.",
  mutants: [
    patched(
      "starts-all-the-same",
      "src/config/model-region.ts",
      `if (dataRegion === "cn" && assessmentRef === null)`,
      `if (dataRegion === "cn" && assessmentRef === "")`,
    ),
    patched(
      "known-by-likeness",
      "src/config/model-region.ts",
      "mainlandHosts.includes(host)",
      "mainlandHosts.some((known) => host.includes(known))",
    ),
    patched("says-nothing-of-it", "src/main.ts", "if (config.model?.notice) say(config.model.notice);", ""),
    patched(
      "words-as-they-were-said",
      "src/reading/model-sheet.ts",
      "const clean = withoutPersonalData(visible);",
      "const clean = visible;",
    ),
    patched(
      "goes-where-it-is-sent",
      "adapters/anthropic/anthropic-model.ts",
      `redirect: "error"`,
      `redirect: "follow"`,
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const elsewhere = await openElsewhere();
    // A proxy that is in the environment for other programs.
    const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    const env = Object.fromEntries(proxies.map((name) => [name, elsewhere.url]));
    const lab = await openLab({ buildings, env: { ...env, ANTHROPIC_API_KEY: "sk-check", DATA_REGION: "cn" } });
    try {
      const starts = await startsAreRefused(lab, complaints);
      await noticesAreSaid(lab, complaints);
      const read = await whatProvidersGet(lab, { chance: createChance(seed), rounds: Math.ceil(scale) }, complaints);
      await redirectIsNotFollowed(lab, elsewhere.url, complaints);
      complaints.equal("connections to where a redirect or a proxy points", elsewhere.connections(), 0);
      return { problems: complaints.all, numbers: { starts, ...read, elsewhere: elsewhere.connections() } };
    } finally {
      await lab.close();
      await elsewhere.close();
    }
  },
};

/** Each address ends the start with its host named, before anything is opened. */
async function startsAreRefused(lab: Lab, complaints: Complaints): Promise<number> {
  for (const [address, host] of Object.entries(refused)) {
    const app = lab.start({ env: { ANTHROPIC_BASE_URL: address } });
    const serves = await app.ready.then(
      () => true,
      () => false,
    );
    if (serves) await app.kill();
    complaints.equal(`starts with residents' words bound for ${address}`, Number(serves), 0);
    const told = lab.logTail().split("CONFIG_INVALID").at(-1) ?? "";
    if (!serves && !(told.includes("ANTHROPIC_BASE_URL") && told.includes(host)))
      complaints.none(`refusals that do not name ${host}`, [told]);
  }
  return Object.keys(refused).length;
}

/** Where nothing keeps them in, or an assessment lets them out, the first lines of a start say whose words go where. */
async function noticesAreSaid(lab: Lab, complaints: Complaints): Promise<void> {
  const cases = [
    [{ DATA_REGION: "" }, "no impact assessment is named"],
    [{ DATA_EXPORT_ASSESSMENT: "PIA-2026-07" }, "impact assessment PIA-2026-07"],
  ] as const;
  for (const [env, basis] of cases) {
    const app = lab.start({ env: { ...env, ANTHROPIC_BASE_URL: `https://${nowhere}/anthropic` } });
    await app.ready;
    const said = lab.logTail();
    await app.kill();
    const words = ["What residents write in the groups", "redacted", nowhere, basis];
    const missing = words.filter((word) => !said.split("CONFIG_INVALID").at(-1)?.includes(word));
    complaints.none(`words missing in what a start says (${basis})`, missing);
  }
}

/** Lets every kind of provider read what residents bring, with personal data in all that can carry it, and looks into what reached it. */
async function whatProvidersGet(
  lab: Lab,
  { chance, rounds }: { readonly chance: () => number; readonly rounds: number },
  complaints: Complaints,
) {
  const admin = await plantStaff(lab, "admin", estatePath.split("/")[0]!);
  const numbers = { providers: 0, requests: 0, planted: 0, leaked: 0 };
  for (const [at, [name, takes]] of Object.entries(providers).entries()) {
    const planted: WrittenText[] = [];
    const model = await withModel(lab, takes, async () => {
      for (let round = 0; round < rounds; round++) planted.push(...(await sayAll(lab, at * rounds + round, chance)));
      if (!(await lab.settled(120_000))) complaints.none("rounds that were not read to the end", [name]);
      await tryPrompt(lab, admin, complaints);
    });
    const leaked = planted.filter((one) => reached(one, model));
    complaints.none(
      `personal data that reached the provider ${name}`,
      leaked.map(({ text }) => text),
    );
    complaints.none(
      `names and ids that reached the provider ${name}`,
      [reporter.nick, String(reporter.id), reporter.first_name].filter((word) => bodies(model).includes(word)),
    );
    numbers.providers += 1;
    numbers.requests += model.calls.length;
    numbers.planted += planted.length;
    numbers.leaked += leaked.length;
    const read = await lab.number("select count(*) from turn where reader like 'triage@%' and not offline");
    complaints.atLeast(`turns that were read by a model, ${name} included`, read, numbers.providers * buildings);
  }
  return numbers;
}

/** Runs the house before a provider that answers so, and gives what that was asked. */
async function withModel(
  lab: Lab,
  takes: (call: MessagesCall) => MessagesReply,
  act: () => Promise<void>,
): Promise<Pick<StandInMessagesApi, "calls">> {
  const model = await openStandInMessagesApi();
  model.answer(takes);
  try {
    const app = lab.start({ env: { ANTHROPIC_BASE_URL: model.url } });
    await app.ready;
    await act();
    await app.kill();
  } finally {
    await model.close();
  }
  return model;
}

const reporter = { id: 771_000_778, is_bot: false, first_name: "张建国", nick: "海棠小院看花人" };

/** Brings one message of each carrier, a report in it. Gives what was planted. */
async function sayAll(lab: Lab, round: number, chance: () => number): Promise<WrittenText[]> {
  const all: WrittenText[] = [];
  for (const [at, carry] of carriers.entries()) {
    const { number, residentsChat } = lab.buildings[at % buildings]!;
    const report = reports[(round * 3 + Math.floor(at / buildings)) % reports.length]!(number);
    const planted = writePersonal(kinds[(round + at) % kinds.length]!, 1, chance)[0]!;
    all.push(planted);
    const from = { id: reporter.id + at, is_bot: false, first_name: `${reporter.first_name} ${reporter.nick}` };
    for (const part of carry(report, planted.text, lab)) {
      const { edited, ...fields } = part;
      const { update_id, message } = lab.message(residentsChat, from, report) as { update_id: number; message: object };
      const whole = JSON.parse(JSON.stringify({ ...message, ...fields })) as Record<string, unknown>;
      await lab.bring({ update_id, [edited ? "edited_message" : "message"]: whole });
    }
  }
  return all;
}

type Part = Readonly<Record<string, unknown>>;

/** What a message can carry words in. Where it is not the report's own words, they come first: a model is asked only when there is something to read. */
const carriers: readonly ((report: string, personal: string, lab: Lab) => readonly Part[])[] = [
  (report, personal) => [{ text: `${report} ${personal}` }],
  (report, personal) => [{ text: undefined, photo: [photo], caption: `${report} ${personal}` }],
  (report, personal) => [{ text: report }, { text: undefined, document: { ...file, file_name: `${personal}.pdf` } }],
  (report, personal) => [{ text: undefined, voice: { ...file, duration: 3 }, caption: `${report} ${personal}` }],
  (report, personal) => [
    { text: report },
    { text: undefined, venue: { title: personal, address: personal, location: { latitude: 0, longitude: 0 } } },
  ],
  (report, personal) => [
    { text: report },
    { text: undefined, poll: { id: "1", question: personal, options: [{ text: personal, voter_count: 1 }] } },
  ],
  (report, personal) => [{ text: report, from: { id: 5, is_bot: false, first_name: personal } }],
  (report, personal, lab) => {
    const [quoted, chat] = [lab.botApi.nextMessageId(), { id: 1, type: "supergroup" }];
    return [
      { text: personal, message_id: quoted },
      { text: report, reply_to_message: { message_id: quoted, date: 1, chat, text: personal } },
    ];
  },
  (report, personal, lab) => {
    const message_id = lab.botApi.nextMessageId();
    return [
      { text: report, message_id },
      { text: `${report} ${personal}`, message_id, edited: true },
    ];
  },
  (report, personal) => [{ text: `@${reporter.nick} ${report} ${personal}`, forward_sender_name: personal }],
  (report, personal) => [{ text: report }, { text: undefined, new_chat_title: personal }],
  (report, personal) => [
    { text: report },
    { text: undefined, sticker: { ...file, emoji: "🙏" }, author_signature: personal },
  ],
];

const file = { file_id: "f", file_unique_id: "f" };
const photo = { ...file, width: 90, height: 90, file_size: 900 };

/** An admin tries the prompt on what was said last: the other way by which words reach a model. */
async function tryPrompt(lab: Lab, staffId: string, complaints: Complaints): Promise<void> {
  const admin = await signIn(lab, staffId);
  const groups = await lab.query<{ id: string }>("select id from chat_group where kind = 'residents'");
  const { prompts } = JSON.parse((await admin.ask("GET", "/api/prompts")).text) as PromptList;
  for (const { id: groupId } of groups) {
    const { status, text } = await admin.ask("POST", `/api/prompts/triage/versions/${prompts[0]!.live}/try`, {
      groupId,
    });
    if (status !== 200) complaints.none("trials of the prompt that were refused", [text]);
  }
}

/** A provider that sends whoever asks somewhere else. */
async function redirectIsNotFollowed(lab: Lab, location: string, complaints: Complaints): Promise<void> {
  const { number, residentsChat } = lab.buildings[0]!;
  // Somebody and something new: what goes on about a known matter is asked of no model.
  const from = { id: reporter.id + 1, is_bot: false, first_name: "老顾" };
  const elsewhere: MessagesReply = { kind: "status", status: 307, message: "over there", headers: { location } };
  const { calls } = await withModel(
    lab,
    () => elsewhere,
    async () => {
      await lab.bring(lab.message(residentsChat, from, `${number}号楼地下车库的灯全坏了,黑得看不见路,请派人来修`));
      await lab.settled(60_000);
    },
  );
  complaints.atLeast("questions that were answered with a redirect", calls.length, 1);
}

/** A server that nobody should ever connect to. */
async function openElsewhere() {
  let connections = 0;
  const server = createServer((_, response) => response.end()).on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Everything that came over the wire. */
function bodies({ calls }: Pick<StandInMessagesApi, "calls">): string {
  return calls.map(({ path, headers, raw }) => `${path}\n${JSON.stringify(headers)}\n${raw}`).join("\n");
}

/** True when the data came over the wire in any of the ways to write it. */
function reached({ text, personal }: WrittenText, { calls }: Pick<StandInMessagesApi, "calls">): boolean {
  const mark = plainSigns(text.slice(personal!.start, personal!.end));
  return calls.some(({ body }) => plainSigns(JSON.stringify(body)).includes(mark));
}

function filledIn({ body }: MessagesCall) {
  return standInTriage(careless, body.messages[0]?.content ?? "");
}

function cannot(what: string): MessagesReply {
  return { kind: "status", status: 400, message: `${what}: this provider does not know it` };
}
