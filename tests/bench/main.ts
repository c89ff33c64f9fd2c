import { parseArgs } from "node:util";
import { loadConfig } from "../../src/config/index.ts";
import { fullSize, quickSize, rounded, runBench } from "./bench.ts";
import { fullConsoles, quickConsoles, runConsolesBench } from "./consoles.ts";
import { fullKnowledge, quickKnowledge, runKnowledgeBench } from "./knowledge.ts";
import { measureModelCost } from "./model-cost.ts";
import { fullTickets, quickTickets, runTicketBench } from "./tickets.ts";
import { fullToday, quickToday, runTodayBench } from "./today.ts";

/**
 * `npm run bench` for messages; `npm run bench -- tickets` for the list and its search, `knowledge` for finding an answer, `model` for what
 * a language model takes, `consoles` for many who watch at once, `today` for the first sight of the drafts. With `--quick` a run of some
 * seconds, with `model --ask` the configured model is asked. Prints one JSON object.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    profile: { type: "string" },
    ask: { type: "boolean", default: false },
  },
});
const { quick, seed, profile, ask } = values;
console.log(JSON.stringify(await figures(positionals[0]), null, 2));

/** What one bench has measured. */
async function figures(of: string | undefined): Promise<object> {
  if (of === "knowledge") return rounded(await runKnowledgeBench(quick ? quickKnowledge : fullKnowledge, Number(seed)));
  if (of === "tickets") return rounded(await runTicketBench(quick ? quickTickets : fullTickets));
  if (of === "consoles") return rounded(await runConsolesBench(quick ? quickConsoles : fullConsoles));
  if (of === "today") return rounded(await runTodayBench(quick ? quickToday : fullToday));
  const model = async () => rounded(await measureModelCost(loadConfig(process.env), ask && of === "model"));
  if (of === "model") return model();
  const size = quick ? quickSize : fullSize;
  const line = await runBench({ size, seed: Number(seed), profileTo: profile });
  return quick ? line : { ...line, model: await model() };
}
