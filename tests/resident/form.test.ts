import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FormHouse, openFormHouse } from "../support/form-house.ts";

let forms: FormHouse;
beforeEach(async () => {
  forms = await openFormHouse();
});
afterEach(() => forms.close());

const lift = "2单元电梯停了，按了没反应";

/** Who may look up who reported. */
const grid = () => ({ ...forms.admin, role: "grid" }) as const;
/** Of a ticket: what the code on the page says it is. */
const codeOn = (page: string) => /编号 ([0-9A-Z]{4})/.exec(page)?.[1] ?? "";
const pageOf = async (link: string) => (await forms.app.inject({ method: "GET", url: link })).body;

describe("a report by the form", () => {
  it("becomes a draft of the poster's area, and its page shows how it stands in the card's words", async () => {
    const link = await forms.filed({ what: lift });
    expect(await pageOf(link)).toContain("已经收到");
    await forms.listened();
    const [draft] = await forms.house.tickets();
    expect(draft).toMatchObject({ status: "draft", category: "elevator" });
    expect(draft!.areaPath.startsWith(forms.code.areaPath)).toBe(true);
    expect(await pageOf(link)).toContain("待审核");

    await forms.house.desk.move(forms.admin, { ticketId: draft!.id, event: "approve", version: draft!.version });
    await forms.listened();
    const page = await pageOf(link);
    expect(page).toContain(`编号 ${draft!.code}`);
    expect(page).toMatch(/【.*电梯.*】/);
    expect(page).toMatch(/已派单|已立案/);
  });

  it("is drafted though the reader finds nothing in it, and staff see 不确定", async () => {
    const link = await forms.filed({ what: "大家早上好" });
    await forms.listened();
    const [draft] = await forms.house.tickets();
    expect(draft).toMatchObject({ status: "draft", confidence: 0 });
    expect(codeOn(await pageOf(link))).toBe(draft!.code);
    const { posts } = await forms.house.parts.tickets.open(forms.admin, draft!.id);
    expect(posts.find(({ template }) => template === "staff_card")?.text).toContain("[不确定]");
  });

  it("keeps a phone number where nobody meets it, and shows it to who names a reason, once written down", async () => {
    const link = await forms.filed({ what: lift, phone: "139 0001-2277" });
    await forms.listened();
    const [draft] = await forms.house.tickets();
    const ticket = await forms.house.parts.tickets.open(forms.admin, draft!.id);
    expect(JSON.stringify([ticket, await pageOf(link)])).not.toMatch(/139\D{0,2}0001\D{0,2}2277/);
    const { reporters, clock } = forms.house.parts;
    const reporter = await reporters.reveal(grid(), draft!.id, "回访是否修好", clock.now());
    expect(reporter).toMatchObject({ phone: "13900012277", timesRevealed: 1 });
  });

  it("needs no phone number, and refuses in plain words what is none", async () => {
    await forms.filed({ what: lift, phone: "" });
    await forms.listened();
    const [draft] = await forms.house.tickets();
    const { reporters, clock } = forms.house.parts;
    expect((await reporters.reveal(grid(), draft!.id, "回访是否修好", clock.now())).phone).toBeNull();
    const refused = await forms.fileReport({ what: lift, phone: "找3号楼老王" });
    expect([refused.statusCode, refused.json().zh]).toEqual([422, expect.stringContaining("电话号码好像不对")]);
  });

  it("is seen on its own page alone: neighbours' reports are not read together", async () => {
    const links = await Promise.all([forms.filed({ what: lift }), forms.filed({ what: "5楼垃圾三天没人收" })]);
    await forms.listened();
    const tickets = await forms.house.tickets();
    expect(tickets).toHaveLength(2);
    const [first, second] = await Promise.all(links.map(pageOf));
    expect(codeOn(first!)).not.toBe(codeOn(second!));
    expect(first).not.toContain("垃圾");
    expect(second).not.toContain("电梯");
  });

  it("names its place only when the reporter changed it, and says that it is for somebody else", async () => {
    const place = /name="where" value="([^"]+)"/.exec(await pageOf(forms.path))![1]!;
    await forms.filed({ what: lift, where: place });
    await forms.filed({ what: "楼道灯坏了", where: "1单元3楼", forOther: true });
    await forms.listened();
    const words = (await forms.house.tickets()).map(({ evidence }) => evidence[0]!.text).sort();
    expect(words).toEqual([lift, "楼道灯坏了\n地点：1单元3楼\n（替别人报）"]);
  });

  it("carries photos made anew and a voice note, for staff of the ticket alone", async () => {
    const photo = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: "#456" } })
      .withExif({ IFD3: { GPSLatitude: "31/1 12/1 0/1", GPSLatitudeRef: "N" }, IFD0: { Make: "PLANTED-PHONE" } })
      .jpeg()
      .toBuffer();
    expect(photo.includes("PLANTED-PHONE")).toBe(true);
    const voice = Buffer.from("1a45dfa3a3a3a3a3a3a3a3a3", "hex");
    await forms.filed({ photos: [photo, photo], voice });
    await forms.listened();

    const [draft] = await forms.house.tickets();
    expect(draft!.evidence.map(({ text }) => text)).toEqual(["照片2张", "语音1段"]);
    const { forms: office } = forms.house.parts;
    const files = await office.filesOf(draft!.id);
    expect(files.map(({ kind, mediaType }) => [kind, mediaType])).toEqual([
      ["photo", "image/jpeg"],
      ["photo", "image/jpeg"],
      ["voice", "audio/webm"],
    ]);
    const kept = await office.openFile(draft!.id, files[0]!.id);
    const { exif, width } = await sharp(kept!.bytes).metadata();
    expect([exif, width]).toEqual([undefined, 1600]);
    expect(Buffer.from(kept!.bytes).includes("PLANTED-PHONE")).toBe(false);
    expect(await office.openFile("0197c0de-0000-7000-8000-00000000dead", files[0]!.id)).toBeNull();
  });

  it("answers danger at once with fixed advice, on the page", async () => {
    const link = await forms.filed({ what: "1单元有人被困在电梯里了" });
    await forms.house.settle();
    expect(await pageOf(link)).toMatch(/119|120|110/);
  });
});

describe("the report's own page", () => {
  it("urges, adds, confirms and rates, each as an event of the ticket and once however often it is sent", async () => {
    const { link, id } = await approved();
    const code = codeOn(await pageOf(link));
    const twice = { key: "k1", press: "urge", code };
    for (const _ of [1, 2]) expect((await forms.press(link, twice)).statusCode).toBe(303);
    await forms.press(link, { key: "k2", press: "add", code, text: "今天又停了一次" });
    await forms.listened();
    await forms.press(link, { key: "k3", press: "solved", code });
    await forms.listened();
    await forms.press(link, { key: "k4", press: "rate", code, stars: "4" });
    await forms.listened();

    const { ticket, timeline } = await forms.house.parts.tickets.open(forms.admin, id);
    expect(ticket).toMatchObject({ status: "closed", urgedCount: 1 });
    const events = timeline.filter(({ by }) => by.kind === "resident").map(({ event, note }) => [event, note]);
    expect(events).toEqual([
      ["drafted", null],
      ["urged", `催 ${code}`],
      ["more_info", `补充 ${code}：今天又停了一次`],
      ["resolve", `好了 ${code}`],
      ["confirm", `好了 ${code}`],
      ["rated", "4"],
    ]);
    expect(await pageOf(link)).toContain("居民已确认解决");
  });

  it("takes 没好 and 好一半 after a party says that it is solved", async () => {
    const { link, id } = await approved();
    const code = codeOn(await pageOf(link));
    const stand = async () => (await forms.house.parts.tickets.open(forms.admin, id)).ticket;
    const resolve = async () => {
      const { version } = await stand();
      await forms.house.desk.move(forms.admin, { ticketId: id, event: "resolve", version, reason: "换了皮带" });
      await forms.listened();
    };
    await resolve();
    expect(await pageOf(link)).toContain("已解决，待居民确认");
    await forms.press(link, { key: "k1", press: "not_solved", code });
    await forms.listened();
    expect((await stand()).status).toBe("in_progress");
    await resolve();
    await forms.press(link, { key: "k2", press: "half_solved", code });
    await forms.listened();
    expect((await stand()).status).toBe("half_solved");
  });

  it("withdraws a draft", async () => {
    const link = await forms.filed({ what: lift });
    await forms.listened();
    await forms.press(link, { key: "k1", press: "withdraw", code: codeOn(await pageOf(link)) });
    await forms.listened();
    expect((await forms.house.tickets())[0]?.status).toBe("withdrawn");
    expect(await pageOf(link)).toContain("已撤回");
  });

  it("is kept by no cache, found by no search, and shows no personal data", async () => {
    const link = await forms.filed({ what: "电梯坏了，找我13812345678，3号楼1203" });
    const before = await forms.app.inject({ method: "GET", url: link });
    await forms.listened();
    const after = await forms.app.inject({ method: "GET", url: link });
    for (const { body, headers } of [before, after]) {
      expect(headers).toMatchObject({ "cache-control": "no-store", "x-robots-tag": "noindex, nofollow" });
      expect(headers["referrer-policy"]).toBe("same-origin");
      expect(body).not.toMatch(/13812345678|1203/);
    }
  });

  it("is nobody's who has not got the link", async () => {
    const link = await forms.filed({ what: lift });
    const guess = `${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`;
    for (const url of [guess, "/r/1", `/r/${"A".repeat(32)}`]) {
      const answer = await forms.app.inject({ method: "GET", url });
      expect(answer.statusCode).toBe(404);
      expect(answer.body).toContain("没有这个页面");
      expect((await forms.press(url, { key: "k1", press: "add", code: "", text: "x" })).statusCode).toBe(404);
    }
  });

  async function approved() {
    const link = await forms.filed({ what: lift });
    await forms.listened();
    const { id, version } = (await forms.house.tickets())[0]!;
    await forms.house.desk.move(forms.admin, { ticketId: id, event: "approve", version });
    await forms.listened();
    return { link, id };
  }
});
