import { randomUUID } from "node:crypto";
import { beginOfDay, endOfDay } from "../../src/domain/article.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { letRead, type OpenedHouse, openHouse } from "./open-house.ts";

/** Groups of the demo estate: of building 2, of building 3, of the whole estate, and the one of its staff. */
const groups = ["g1", "g2", "g3"] as const;
type Group = (typeof groups)[number];
const staffGroup = "g4";

/** Articles with their days and areas, by a letter each; every one is found by its own question, which no reader takes for talk. */
// biome-ignore format: reads in columns
const articles = {
  A: { question: "暑期书画班怎么报名？",   answer: "书画班在二楼报名。",     area: "",       from: null,         until: "2026-08-31" },
  B: { question: "灭蚊喷药几点开始？",     answer: "灭蚊喷药从七点半开始。", area: "",       from: null,         until: "2026-07-15" },
  C: { question: "老年大学秋季几号开课？", answer: "老年大学九月十日开课。", area: "",       from: "2026-09-01", until: null },
  D: { question: "请问外墙粉刷哪天开始？", answer: "外墙粉刷十月八日开始。", area: "/3号楼", from: null,         until: null },
  E: { question: "请问地下车棚几点锁门？", answer: "地下车棚十点锁门。",     area: "/2号楼", from: null,         until: null },
  F: { question: "工会活动室的钥匙找谁拿？", answer: "活动室钥匙在一号窗口。", area: "",       from: null,         until: null },
} as const;
type Letter = keyof typeof articles;
const letters = Object.keys(articles) as Letter[];

/** The clock's stops, and which are answered then, by hand and not by the rule that is tried: all else meets silence. */
// biome-ignore format: reads in columns
const stops: readonly ({ readonly at: string } & Readonly<Record<Group, string>>)[] = [
  { at: "2026-07-10T10:00:00+08:00", g1: "ABEF", g2: "ABDF", g3: "ABF" },
  { at: "2026-07-15T20:00:00+08:00", g1: "ABEF", g2: "ABDF", g3: "ABF" },
  { at: "2026-07-16T08:00:00+08:00", g1: "AEF",  g2: "ADF",  g3: "AF" },
  { at: "2026-08-31T20:00:00+08:00", g1: "AEF",  g2: "ADF",  g3: "AF" },
  { at: "2026-09-01T08:00:00+08:00", g1: "CEF",  g2: "CDF",  g3: "CF" },
];

/** What ends, ends to the day; what is another area's stays there. */
export const expiry: Check = {
  name: "expiry",
  promise:
    "An article that has expired, does not hold yet or is another area's never answers; staff are told thirty days before one ends.",
  mutants: [
    patched(
      "for-ever",
      "src/domain/article.ts",
      'return article.validUntil !== null && now > article.validUntil ? "expired" : "holds";',
      'return "holds";',
    ),
    patched(
      "everywhere",
      "src/domain/article.ts",
      'if (areaPath === null || !areaCovers(article.areaPath, areaPath)) return "elsewhere";',
      'if (areaPath === null) return "elsewhere";',
    ),
  ],

  async run() {
    const complaints = new Complaints();
    const opened = await openHouse({ now: new Date("2026-07-01T09:00:00+08:00") }, []);
    try {
      await publishAll(opened);
      let answered = 0;
      for (const stop of stops) {
        opened.house.clock.set(new Date(stop.at));
        for (const group of groups) {
          const said = await answersIn(opened, group);
          answered += said.length;
          if (said !== stop[group])
            complaints.all.push(`answered in ${group} at ${stop.at}: ${said}, not ${stop[group]}`);
        }
      }
      const told = postsIn(opened, staffGroup).filter((text) => text.includes("将在 30 天内到期")).length;
      complaints.equal("words to staff of articles that end within thirty days", told, 2);
      const asked = stops.length * groups.length * letters.length;
      return { problems: complaints.all, numbers: { asked, answered, silent: asked - answered, told } };
    } finally {
      await opened.close();
    }
  },
};

async function publishAll({ house, staff, estate }: OpenedHouse): Promise<void> {
  const { articleOffice, directory } = house.parts;
  const [writer, second] = [await staff("写的人", "admin"), await staff("第二人", "admin")];
  const root = (await directory.areas(writer)).find((path) => path.endsWith(`/${estate.name}`))!;
  for (const { question, answer, area, from, until } of Object.values(articles)) {
    const words = {
      ...{
        question,
        variants: [],
        answer,
        kind: "notice" as const,
        source: "通知",
        issuer: "居委会",
        documentNumber: null,
      },
      ...{ areaPath: root + area, validFrom: from && beginOfDay(from), validUntil: until && endOfDay(until) },
    };
    const { article, revision } = await articleOffice.write(writer, randomUUID(), words);
    await articleOffice.move(second, article.id, revision, { event: "publish" });
  }
}

/** Asks everything in a group, each from somebody else, and gives the letters of what was answered, in order. */
async function answersIn(opened: OpenedHouse, group: Group): Promise<string> {
  const { house, estate } = opened;
  const before = postsIn(opened, group).length;
  for (const [at, letter] of letters.entries()) {
    const { senderRef, nick } = estate.residents[at]!;
    house.platform.chat.say(house.groupRefs.get(group)!, { text: articles[letter].question, senderRef, nick });
  }
  await letRead(house);
  const said = postsIn(opened, group).slice(before);
  return letters.filter((letter) => said.some((text) => text.includes(articles[letter].answer))).join("");
}

function postsIn({ house }: OpenedHouse, group: string): readonly string[] {
  return house.platform.chat.posts(house.groupRefs.get(group)!).map(({ text }) => text);
}
