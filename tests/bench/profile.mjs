import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";

/** Loaded before the house: has V8 sample it, and writes the profile to CPU_PROFILE as it ends. NODE_OPTIONS does not take --cpu-prof. */
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.start");
process.once("exit", () => {
  session.post("Profiler.stop", (_, { profile }) =>
    writeFileSync(process.env.CPU_PROFILE ?? "house.cpuprofile", JSON.stringify(profile)),
  );
});
