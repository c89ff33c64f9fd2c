import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import type { PageFiles } from "../../src/resident/page.ts";

/** Where the form is: a code's page lies under it, and the files of all residents' pages. */
export const formPrefix = "/f";

const style = pageFile("resident.css", "text/css; charset=utf-8");
const script = pageFile("resident.js", "text/javascript; charset=utf-8");

/** The addresses of the pages' own style and script. */
export const pageFiles: PageFiles = { style: `${formPrefix}${style.url}`, script: `${formPrefix}${script.url}` };

/** Serves them, for ever: a changed file has another address. */
export function servePageFiles(app: FastifyInstance): void {
  for (const { url, type, body } of [style, script])
    app.get(url, (_, reply) =>
      reply.type(type).header("cache-control", "public, max-age=31536000, immutable").send(body),
    );
}

function pageFile(name: string, type: string) {
  const body = readFileSync(new URL(`../../src/resident/${name}`, import.meta.url));
  return { url: `/${createHash("sha256").update(body).digest("hex").slice(0, 12)}/${name}`, type, body };
}
