import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { challengeTtlMs } from "../../adapters/webform/signatures.ts";
import { type FormHouse, openFormHouse, solved } from "../support/form-house.ts";

let forms: FormHouse;
beforeEach(async () => {
  forms = await openFormHouse({ limits: { perAddress: 4, perCode: 8 } });
});
afterEach(() => forms.close());

const what = "楼道灯坏了";
const statusOf = async (answer: Promise<{ statusCode: number }>) => (await answer).statusCode;
const filedCount = async () => {
  await forms.listened();
  return (await forms.house.tickets()).length;
};

describe("a code", () => {
  it("that nobody signed is refused before anything is looked up", async () => {
    const own = forms.path.slice("/f/".length);
    const changed = `${own.slice(0, -1)}${own.endsWith("2") ? "3" : "2"}`;
    for (const code of [changed, "A".repeat(20), own.slice(0, 8), "x", `${own}2`]) {
      const page = await forms.app.inject({ method: "GET", url: `/f/${code}` });
      expect([page.statusCode, page.body.includes("这个二维码不对")]).toEqual([404, true]);
      const proof = await forms.prove();
      expect(await statusOf(forms.fileReport({ what, proof, from: code }, `/f/${code}`))).toBe(404);
    }
    expect(await filedCount()).toBe(0);
  });

  it("may be typed with small letters and dashes", async () => {
    const typed = forms.path
      .slice("/f/".length)
      .toLowerCase()
      .replace(/(.{4})/g, "$1-");
    expect((await forms.app.inject({ method: "GET", url: `/f/${typed}` })).statusCode).toBe(200);
  });

  it("that was revoked or replaced takes nothing, and the one in its place does", async () => {
    const proof = await forms.prove();
    const next = await forms.house.parts.forms.rotate(forms.admin, forms.code.id);
    const page = await forms.app.inject({ method: "GET", url: forms.path });
    expect([page.statusCode, page.body.includes("这张海报已经停用")]).toEqual([410, true]);
    expect(await statusOf(forms.fileReport({ what, proof }))).toBe(410);
    expect(await statusOf(forms.fileReport({ what }, new URL(next.address).pathname))).toBe(201);

    await forms.house.parts.forms.revoke(forms.admin, next.id);
    expect(await statusOf(forms.app.inject({ method: "GET", url: new URL(next.address).pathname }))).toBe(410);
    await expect(forms.house.parts.forms.poster(forms.admin, next.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that has expired takes nothing", async () => {
    const { clock, parts } = forms.house;
    const expiresAt = new Date(clock.now().getTime() + 3_600_000);
    const code = await parts.forms.make(forms.admin, { areaPath: forms.code.areaPath, expiresAt });
    const path = new URL(code.address).pathname;
    expect(await statusOf(forms.fileReport({ what }, path))).toBe(201);
    clock.set(expiresAt);
    expect(await statusOf(forms.fileReport({ what }, path))).toBe(410);
  });

  it("is made, ended and listed only where an admin's grant reaches", async () => {
    const { forms: office } = forms.house.parts;
    const elsewhere = { ...forms.admin, areaPath: "别的社区" };
    const { areaPath } = forms.code;
    expect(await office.codes(elsewhere)).toEqual([]);
    await expect(office.make(elsewhere, { areaPath, expiresAt: null })).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(office.revoke(elsewhere, forms.code.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(office.poster(elsewhere, forms.code.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const grid = { ...forms.admin, role: "grid" } as const;
    await expect(office.revoke(grid, forms.code.id)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });
});

describe("a proof of work", () => {
  it("is needed, must be solved, fresh, and of this code", async () => {
    const challenge = (await forms.app.inject({ method: "GET", url: `${forms.path}/challenge` })).body;
    const wrong = `${challenge}.${Number(solved(challenge).split(".").at(-1)) + 1}`;
    const easier = challenge.replace(/\.\d+\./, ".1.");
    for (const [at, proof] of ["", "x", wrong, solved(easier)].entries())
      expect(await statusOf(forms.fileReport({ what, proof, from: `10.0.0.${at}` })), proof).toBe(403);

    const other = await forms.house.parts.forms.make(forms.admin, { areaPath: forms.code.areaPath, expiresAt: null });
    const path = new URL(other.address).pathname;
    expect(await statusOf(forms.fileReport({ what, proof: solved(challenge) }, path))).toBe(403);

    const { clock } = forms.house;
    clock.set(new Date(clock.now().getTime() + challengeTtlMs + 1));
    const stale = await forms.fileReport({ what, proof: solved(challenge) });
    expect([stale.statusCode, stale.json().anew]).toEqual([403, true]);
    expect(await filedCount()).toBe(0);
  });

  it("files one report: the same sent again has the same answer, anything else has none", async () => {
    const proof = await forms.prove();
    const [first, again] = [await forms.fileReport({ what, proof }), await forms.fileReport({ what, proof })];
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(again.json().link).toBe(first.json().link);
    const replayed = await forms.fileReport({ what: "别的事", proof });
    expect([replayed.statusCode, replayed.body.includes("/r/")]).toEqual([409, false]);
    expect(await filedCount()).toBe(1);
  });

  it("files one report when it is sent eight times at once", async () => {
    const proof = await forms.prove();
    const eight = Array.from({ length: 8 }, (_, at) => forms.fileReport({ what, proof, from: `10.0.0.${at}` }));
    const links = (await Promise.all(eight)).map((answer) => answer.json().link);
    expect(new Set(links).size).toBe(1);
    expect(await filedCount()).toBe(1);
  });
});

describe("what is filled in", () => {
  it("shows as text wherever it is shown, and executes nowhere", async () => {
    const script = `<script>alert(1)</script><img src=x onerror=alert(1)>" onfocus="alert(1)`;
    const link = await forms.filed({ what: `${what}${script}`, where: script.slice(0, 60) });
    await forms.listened();
    await forms.press(link, { key: "k1", press: "add", code: "", text: script });
    const { body } = await forms.app.inject({ method: "GET", url: link });
    expect(body).toContain("&#60;script&#62;");
    expect(body).not.toMatch(/<script>|<img|" onfocus/);
  });

  it("is refused in plain words when it is 10,000 characters long, and keeps hostile characters out", async () => {
    const long = await forms.fileReport({ what: "灯".repeat(10_000) });
    expect([long.statusCode, long.json().zh]).toEqual([422, "字太多了：最多 2000 字，现在 10000 字"]);
    const link = await forms.filed({ what: `${what}\0\ud800${"‮"}` });
    await forms.listened();
    expect((await forms.house.tickets())[0]?.evidence[0]?.text).toContain(what);
    expect((await forms.app.inject({ method: "GET", url: link })).statusCode).toBe(200);
  });

  it("must say something", async () => {
    const empty = await forms.fileReport({ what: "  ", where: "3号楼" });
    expect([empty.statusCode, empty.json().zh]).toEqual([422, "请写一句出了什么事，或者说一段话"]);
  });
});

describe("what is uploaded", () => {
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`);
  const jpeg = () =>
    sharp({ create: { width: 20, height: 20, channels: 3, background: "#456" } })
      .jpeg()
      .toBuffer();
  /** A PNG's head that claims 60,000 by 60,000 pixels, and nothing behind it. */
  const flood = Buffer.from("89504e470d0a1a0a0000000d494844520000ea600000ea6008020000000000000000", "hex");

  it.each([
    ["an SVG", async () => svg],
    ["a page", async () => Buffer.from("<html><script>alert(1)</script>")],
    ["a flood of pixels", async () => flood],
    ["half a photo", async () => (await jpeg()).subarray(0, 80)],
  ])("is no photo when it is %s", async (_, make) => {
    const refused = await forms.fileReport({ what, photos: [await make()] });
    expect([refused.statusCode, refused.json().en]).toEqual([415, expect.stringContaining("photo")]);
    expect(await filedCount()).toBe(0);
  });

  it("loses what was hidden behind a photo", async () => {
    const polyglot = Buffer.concat([await jpeg(), svg, Buffer.from("PK\x03\x04planted-archive")]);
    await forms.filed({ what, photos: [polyglot] });
    await forms.listened();
    const [draft] = await forms.house.tickets();
    const { forms: office } = forms.house.parts;
    const [file] = await office.filesOf(draft!.id);
    const kept = Buffer.from((await office.openFile(draft!.id, file!.id))!.bytes);
    expect(kept.includes("planted-archive")).toBe(false);
    expect(kept.includes("<svg")).toBe(false);
  });

  it("is no voice note when it is none, whatever it is called", async () => {
    expect(await statusOf(forms.fileReport({ what, voice: svg }))).toBe(415);
  });

  it("is refused when it is too large or too many", async () => {
    const large = Buffer.concat([await jpeg(), Buffer.alloc(10 * 1_024 * 1_024)]);
    const small = await jpeg();
    const refusals = [
      { photos: [large] },
      { photos: [small, small, small, small, small] },
      { voice: Buffer.alloc(4_000_000) },
    ];
    for (const [at, files] of refusals.entries())
      expect(await statusOf(forms.fileReport({ what, ...files, from: `10.0.1.${at}` }))).toBe(413);
    expect(await filedCount()).toBe(0);
  });
});

describe("a flood", () => {
  it("from one address is told calmly to wait, and another address is not", async () => {
    const answers = [];
    for (let at = 0; at < 6; at++) answers.push(await forms.fileReport({ what, from: "10.9.9.9" }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201, 429, 429]);
    expect(answers[4]!.json().zh).toContain("请稍等");
    expect(Number(answers[4]!.headers["retry-after"])).toBeGreaterThan(0);
    expect(await statusOf(forms.fileReport({ what, from: "10.9.9.8" }))).toBe(201);
  });

  it("from many addresses is capped for the code, and ends by itself", async () => {
    const from = (at: number) => `10.8.${at}.1`;
    for (let at = 0; at < 8; at++) expect(await statusOf(forms.fileReport({ what, from: from(at) }))).toBe(201);
    const over = await forms.fileReport({ what, from: from(9) });
    expect(over.statusCode).toBe(429);
    const { clock } = forms.house;
    clock.set(new Date(clock.now().getTime() + Number(over.headers["retry-after"]) * 1_000));
    expect(await statusOf(forms.fileReport({ what, from: from(9) }))).toBe(201);
  });

  it("without proofs takes nothing from those who have one", async () => {
    for (let at = 0; at < 50; at++) await forms.fileReport({ what, proof: "x", from: `10.7.${at}.1` });
    expect(await statusOf(forms.fileReport({ what, from: "10.6.6.6" }))).toBe(201);
  });
});
