import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { build, loadConfigFromFile, mergeConfig } from "vite";

/** The strictest policy under which the page works; the house's own may be looser, for the console. */
export const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The sandbox page, built once into a folder of its own. */
export interface BuiltPage {
  readonly folder: string;
  /** Serves `/sandbox` and its assets. */
  mount(app: FastifyInstance): Promise<void>;
  remove(): Promise<void>;
}

/** Builds the sandbox page alone, by the project's own configuration. */
export async function buildSandboxPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), "linli-sandbox-page-"));
  const file = fileURLToPath(new URL("../../.config/vite.config.ts", import.meta.url));
  const loaded = await loadConfigFromFile({ command: "build", mode: "production" }, file);
  const config = mergeConfig(loaded?.config ?? {}, { build: { outDir: folder }, logLevel: "error" });
  config.build.rolldownOptions.input = ["adapters/sandbox/page/sandbox.html"];
  // The test runner calls itself "test", by which Vite would build for developers.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  await build({ ...config, configFile: false }).finally(() => {
    process.env.NODE_ENV = NODE_ENV;
  });
  return {
    folder,
    async mount(app) {
      const page = await readFile(join(folder, "sandbox.html"), "utf8");
      app.addHook("onRequest", async (_, reply) => void reply.header("content-security-policy", strictPolicy));
      await app.register(fastifyStatic, { root: join(folder, "assets"), prefix: "/assets/" });
      app.get("/sandbox", (_, reply) => reply.type("text/html; charset=utf-8").send(page));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
