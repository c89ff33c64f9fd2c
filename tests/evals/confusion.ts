import type { LabelledTicket } from "../../src/reading/labelled.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { openEstateFolder } from "./groupchat.ts";
import { type Prediction, predict } from "./predict.ts";
import { estateFolder, estateNames, readerWithout } from "./unseen.ts";

type Drafted = Prediction["tickets"][number];

/** One report as a person read it and as the house did: null where one of them saw none. */
export interface ReadPair {
  readonly chat: string;
  readonly told: LabelledTicket | null;
  readonly drafted: Drafted | null;
}

/** What a report is taken for where it is taken for none. */
const unheard = "未听到";
/** What is no report and is taken for one. */
const talk = "不是诉求";

/**
 * Reads every annotated estate by a reader that has not seen it, and prints what was taken for what: categories, then kinds. With `misses` also
 * each that came out otherwise, with the words it was read from.
 */
export async function printConfusion({ misses }: { readonly misses: boolean }): Promise<void> {
  const pairs: ReadPair[] = [];
  const said = new Map<string, string>();
  for (const name of estateNames) {
    const reader = readerWithout(name);
    for (const chat of openEstateFolder(estateFolder(name)).chats) {
      const { tickets } = await predict(chat, reader);
      pairs.push(...matched(chat.tickets, tickets).map((pair) => ({ ...pair, chat: chat.id })));
      for (const { id, text } of chat.messages) said.set(`${chat.id} ${id}`, text);
    }
  }
  const labels = new Map(defaultTaxonomy.map(({ code, label }) => [code, label]));
  const label = (code: string) => labels.get(code) ?? code;
  console.log(asMatrix(pairs, ({ category }) => label(category)));
  console.log(`\n${asMatrix(pairs, ({ kind }) => kind)}`);
  if (!misses) return;
  for (const { chat, told, drafted } of pairs) {
    if (told?.category === drafted?.category && told?.kind === drafted?.kind) continue;
    const words = (told?.evidenceIds ?? drafted!.evidence).map((id) => said.get(`${chat} ${id}`)).join(" / ");
    const read = (one: { category: string; kind: string } | null) => (one ? `${label(one.category)} ${one.kind}` : "-");
    console.log(`${chat}: ${read(told)} → ${read(drafted)}: ${words}`);
  }
}

/** Pairs what a person read with what the house did, the likest first: of one reporter, and with a message in common. */
export function matched(told: readonly LabelledTicket[], drafted: readonly Drafted[]): Omit<ReadPair, "chat">[] {
  const likely = told.flatMap((one) =>
    drafted.flatMap((other) => {
      const shared = other.evidence.filter((id) => one.evidenceIds.includes(id)).length;
      if (shared === 0 || one.reporterRef !== other.reporter) return [];
      return [{ told: one, drafted: other, share: shared / new Set([...one.evidenceIds, ...other.evidence]).size }];
    }),
  );
  likely.sort((one, other) => other.share - one.share);
  const taken = new Set<object>();
  const pairs = likely.flatMap(({ told: one, drafted: other }) => {
    if (taken.has(one) || taken.has(other)) return [];
    taken.add(one).add(other);
    return [{ told: one, drafted: other }];
  });
  return [
    ...pairs,
    ...told.filter((one) => !taken.has(one)).map((one) => ({ told: one, drafted: null })),
    ...drafted.filter((one) => !taken.has(one)).map((one) => ({ told: null, drafted: one })),
  ];
}

/** A table in Markdown: what a person read down the side, what the house read along the top, nothing where nothing is. */
export function asMatrix(
  pairs: readonly Pick<ReadPair, "told" | "drafted">[],
  nameOf: (read: { readonly category: string; readonly kind: string }) => string,
): string {
  const cells = new Map<string, number>();
  for (const { told, drafted } of pairs) {
    const key = `${told ? nameOf(told) : talk}\n${drafted ? nameOf(drafted) : unheard}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const names = [...new Set(pairs.flatMap(({ told, drafted }) => [told, drafted]))].flatMap((read) =>
    read ? [nameOf(read)] : [],
  );
  const known = [...new Set(names)].sort((one, other) => one.localeCompare(other, "zh"));
  const [rows, columns] = [
    [...known, talk],
    [...known, unheard],
  ];
  const line = (of: readonly string[]) => `| ${of.join(" | ")} |`;
  return [
    line(["", ...columns]),
    line(["", ...columns].map(() => "---")),
    ...rows.map((row) => line([row, ...columns.map((column) => String(cells.get(`${row}\n${column}`) ?? ""))])),
  ].join("\n");
}
