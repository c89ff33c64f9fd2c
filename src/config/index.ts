export { type Config, Env, loadConfig } from "./config.ts";
export { logOptions, scrubbedLine, tellError } from "./log-options.ts";
export { Secret } from "./secret.ts";
