import { parseArgs } from "node:util";
import { fullSize, quickSize, runBench } from "./bench.ts";

/** `npm run bench`, or with `-- --quick` a run of some seconds: prints its figures as one JSON object. */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    profile: { type: "string" },
  },
});
const size = values.quick ? quickSize : fullSize;
console.log(JSON.stringify(await runBench({ size, seed: Number(values.seed), profileTo: values.profile }), null, 2));
