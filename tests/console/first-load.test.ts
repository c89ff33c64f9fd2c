import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { buildPages } from "../support/running-house.ts";

/** What 今日 may cost on a phone's first visit, compressed. */
const firstLoadBytesMax = 300_000;

const built = (path: string) => readFile(new URL(`../../.build/pages/${path}`, import.meta.url));

describe("the built console", () => {
  let html: string;
  beforeAll(async () => {
    await buildPages();
    html = await built("index.html").then(String);
  });

  it("loads 今日 within its budget", async () => {
    const assets = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(assets.filter((path) => path.endsWith(".js")).length).toBeGreaterThan(0);
    const sizes = await Promise.all(assets.map(async (path) => gzipSync(await built(path)).length));
    const bytes = sizes.reduce((sum, size) => sum + size, gzipSync(html).length);
    expect(bytes).toBeLessThan(firstLoadBytesMax);
  });

  it("has no script or style of its own inside the page, so that the policy needs none", () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  });

  it("leaves a place for the nonce under which the component library inserts its styles", () => {
    expect(html).toContain('<meta property="csp-nonce" nonce="CSP_NONCE">');
  });
});
