import { parseArgs } from "node:util";
import { fullSize, quickSize, rounded, runBench } from "./bench.ts";
import { fullTickets, quickTickets, runTicketBench } from "./tickets.ts";

/** `npm run bench` for messages, `npm run bench -- tickets` for the list and its search; with `--quick` a run of some seconds. Prints one JSON object. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    profile: { type: "string" },
  },
});
const { quick, seed, profile } = values;
const figures =
  positionals[0] === "tickets"
    ? rounded(await runTicketBench(quick ? quickTickets : fullTickets))
    : await runBench({ size: quick ? quickSize : fullSize, seed: Number(seed), profileTo: profile });
console.log(JSON.stringify(figures, null, 2));
