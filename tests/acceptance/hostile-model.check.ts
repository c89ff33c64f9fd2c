import { type Check, Complaints, createChance } from "./check.ts";
import { hostileAnswer, writeScene } from "./hostile-forms.ts";
import { createCaptive, wrongsIn } from "./under-orders.ts";
import { reports, smallTalk } from "./words.ts";

/** Talk in which nothing is done, half done or taken back: whatever moves a ticket in it was invented. */
const idleTalk = ["早上好", "大家早", "今天太阳真大", "哈哈哈哈", "收到", "谢谢大家", "吃饭啦", "周末愉快", "赞", "👍"];

/** A model that belongs to somebody else can fill in the form as it likes, and the form is all it has. */
export const hostileModel: Check = {
  name: "hostile-model",
  promise:
    "A model that returns anything at all posts nothing, approves nothing, moves no ticket without a resident's words, and brings in no category, area, link or number of its own.",
  mutants: [
    mutant("any-category", "if (!codes.has(entry.category)) return null;", ""),
    mutant("believe-the-summary", "checkSummary(entry.summary, evidence, place) ??", "entry.summary ??"),
    mutant(
      "any-area",
      "entry.area !== null && window.areas.includes(entry.area) && namesArea(said, entry.area)",
      "entry.area !== null",
    ),
    mutant("solved-because-it-says-so", "isHeard || (mustSay", "meaning.length > 0 || (mustSay"),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const chance = createChance(seed);
    const runs = Math.ceil(5_000 * scale);
    const spoken = [
      ...smallTalk,
      ...idleTalk,
      ...reports.map((words) => words(3)),
      "我家也是",
      "+1",
      "好了",
      "还没好",
      "谁家的猫",
    ];
    const captive = createCaptive((scene) => hostileAnswer(scene, chance));
    const wrongs: string[] = [];
    const counts = { drafts: 0, moved: 0, cardEdits: 0, malformed: 0 };
    for (let run = 0; run < runs; run++) {
      // In half of the scenes nobody says a word that could move anything.
      const scene = writeScene(run % 2 === 0 ? idleTalk : spoken, chance);
      const outcome = await captive.take(scene);
      wrongs.push(...wrongsIn(outcome));
      counts.drafts += outcome.turn.changes.filter(({ before }) => before === null).length;
      counts.moved += outcome.turn.changes.filter(
        ({ before, after }) => before && before.status !== after.status,
      ).length;
      counts.cardEdits += outcome.posts.filter(
        ({ template, replaces }) => template === "card" && replaces !== null,
      ).length;
      if (outcome.turn.reading.offline) counts.malformed++;
    }
    complaints.none("what a hostile model brought about", wrongs);
    // A model of which nothing is taken would pass without being tried.
    complaints.atLeast("drafts that were made of what it said", counts.drafts, runs / 20);
    complaints.atLeast("answers that were no form", counts.malformed, runs / 20);
    return { problems: complaints.all, numbers: { runs, wrongs: wrongs.length, ...counts } };
  },
};

function mutant(name: string, from: string, to: string) {
  return { name, patches: [{ file: "src/reading/check-form.ts", from, to }] };
}
