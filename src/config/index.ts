export { type Config, Env, loadConfig } from "./config.ts";
export { Secret } from "./secret.ts";
