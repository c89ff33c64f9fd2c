import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { buildPages } from "../support/running-house.ts";

describe("the built console", () => {
  let html: string;
  beforeAll(async () => {
    await buildPages();
    html = await readFile(new URL("../../.build/pages/index.html", import.meta.url), "utf8");
  });

  it("has no script or style of its own inside the page, so that the policy needs none", () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/i);
  });

  it("leaves a place for the nonce under which the component library inserts its styles", () => {
    expect(html).toContain('<meta property="csp-nonce" nonce="CSP_NONCE">');
  });
});
