import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { demoEstate, openEstate, seedDemo } from "../../adapters/postgres/seed.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";
import { hearing, later, said, t0, windowOf } from "../support/talk.ts";

const beside = fileURLToPath(new URL("../../../shared/data/groupchat/xfl", import.meta.url));

async function opened() {
  const bench = await openPostgresStores();
  onTestFinished(() => bench.close());
  return bench;
}

describe("the demo estate in an empty database", () => {
  it("has areas, groups, staff, parties and articles, and an admin over all of it", async () => {
    const { database, directory, knowledge } = await opened();
    await seedDemo(database, demoEstate(), t0);
    const admin = (await directory.firstAdmin())!;
    expect(admin).toMatchObject({ name: "演示管理员", role: "admin", areaPath: "演示街道" });
    expect(await directory.areas(admin)).toContain("演示街道/桥湾社区/青禾苑/3号楼/2单元");
    expect(await directory.groups(admin)).toHaveLength(5);
    expect((await directory.parties(admin)).length).toBeGreaterThan(10);
    const articles = await knowledge.articles(admin);
    expect(articles).toHaveLength(30);
    const expired = articles.filter(({ validUntil }) => validUntil !== null && validUntil < t0);
    expect(expired).toHaveLength(3);
    expect(articles.filter(({ areaPath }) => !areaPath.startsWith("演示街道/桥湾社区"))).toHaveLength(2);
    expect(await directory.estateKind("演示街道/桥湾社区/青禾苑/2号楼")).toBe("property");
    expect(await directory.estateKind("演示街道/桥湾社区/桥湾老街")).toBe("none");
    expect((await directory.partyFor("utility", "gas", "演示街道/桥湾社区/青禾苑/1号楼"))?.name).toBe(
      "云泽燃气澄水服务站",
    );
  });

  it("lets staff of the folder be staff in the sandbox, with the grant and the party the folder gives", async () => {
    const { database, directory } = await opened();
    await seedDemo(database, demoEstate(), t0);
    expect(await directory.staffByAccount("sandbox", "sandbox", "qhy-s1")).toMatchObject({
      name: "小方",
      role: "grid",
      areaPath: "演示街道/桥湾社区/青禾苑",
      partyId: null,
    });
    const handler = await directory.staffByAccount("sandbox", "sandbox", "qhy-s4");
    const party = await directory.partyFor("property", "elevator", "演示街道/桥湾社区/青禾苑");
    expect(handler).toMatchObject({ role: "party", partyId: party!.id });
    expect(await directory.staffByAccount("sandbox", "sandbox", "qhy-u01")).toBeNull();
  });

  it("is loaded once, also by two at once, and never where somebody is at home", async () => {
    const { database, directory } = await opened();
    await Promise.all([seedDemo(database), seedDemo(database), seedDemo(database)]);
    await seedDemo(database);
    const admin = (await directory.firstAdmin())!;
    expect(await directory.staff(admin)).toHaveLength(9);

    const other = await opened();
    await other.plantStaff({ name: "云云", role: "admin", areaPath: "某街道" });
    expect(await seedDemo(other.database)).toEqual({ personas: [], owners: new Map() });
    expect(await other.directory.groupsOf("sandbox")).toEqual([]);
  });

  it("tells at every start who one can be, and in which groups", async () => {
    const { database, directory } = await opened();
    await seedDemo(database);
    const { personas } = await seedDemo(database);
    const groups = await directory.groupsOf("sandbox");
    const namesOf = (ids: readonly string[]) => groups.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    const resident = personas.find(({ ref }) => ref === "qhy-u01")!;
    expect(resident).toMatchObject({ nick: "2-1-602 周姐", role: "resident" });
    expect(namesOf(resident.groupIds).sort()).toEqual(["青禾苑2号楼邻里群", "青禾苑业主大群"].sort());
    expect(personas.filter(({ role }) => role === "staff").map(({ ref }) => ref)).toContain("street-admin");
  });

  it("may speak at any hour and often", async () => {
    const { database, directory } = await opened();
    await seedDemo(database);
    for (const group of await directory.groupsOf("sandbox"))
      expect(group).toMatchObject({ quietAtNight: false, postsPerDay: 30, status: "active" });
  });
});

describe("an estate that is played into the sandbox", () => {
  const village = {
    id: "yl",
    name: "玉林里",
    community: "玉林东社区",
    kind: "mixed",
    areas: [{ path: "玉林里" }, { path: "玉林里/3栋" }],
    groups: [{ id: "g1", name: "3栋住户群", binds: "玉林里/3栋", kind: "residents" }],
    staff: [
      { id: "yl-s1", nick: "网格员阿芬", role: "grid" },
      { id: "yl-s2", nick: "物业前台小欧", role: "property" },
      { id: "yl-s3", nick: "看门的", role: "watchman" },
    ],
  } as const;
  const article = {
    id: "f01",
    question: "居住证明怎么开?",
    variants: [],
    answer: "带身份证。",
    source: "清单",
    issuer: "居委会",
    area: "玉林东社区",
    validUntil: null,
  };

  it("says which groups its groups have become, the same however often and by how many it is opened", async () => {
    const { database, directory } = await opened();
    await seedDemo(database);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => openEstate(database, village, [article], t0)));
    expect(first?.groups).toMatchObject([{ key: "g1", ref: "yl-g1", name: "3栋住户群" }]);
    for (const other of others) expect(other).toEqual(first);
    const admin = (await directory.firstAdmin())!;
    expect((await directory.groups(admin)).filter(({ areaPath }) => areaPath?.includes("玉林里"))).toHaveLength(1);
    expect((await directory.staff(admin)).filter(({ areaPath }) => areaPath.includes("玉林"))).toHaveLength(3);
    expect((await directory.parties(admin)).filter(({ areaPath }) => areaPath.includes("玉林"))).toHaveLength(6);
  });

  it("leaves alone what staff have made of it since, and brings its articles to the new text", async () => {
    const { database, directory, knowledge } = await opened();
    const { groups } = await openEstate(database, village, [article], t0);
    const admin = (await directory.firstAdmin())!;
    await directory.updateGroup(admin, groups[0]!.id, { level: "listen" });
    await openEstate(database, village, [{ ...article, answer: "带身份证和房产证。" }], t0);
    expect(await directory.groupByRef("sandbox", "sandbox", "yl-g1")).toMatchObject({ level: "listen" });
    const { articles } = await knowledge.published();
    expect(articles).toMatchObject([
      { slug: "yl-f01", answer: "带身份证和房产证。", version: 2, areaPath: "演示街道/玉林东社区" },
    ]);
  });

  it("has somebody to handle, somebody to approve, and a place for the approval card, though its folder names none", async () => {
    const { database, directory, intake } = await opened();
    const { groups } = await openEstate(database, village, [], t0);
    expect((await directory.partyFor("property", "elevator", "演示街道/玉林东社区/玉林里/3栋"))?.name).toBe(
      "玉林里物业服务中心",
    );
    expect(await directory.staffByAccount("sandbox", "sandbox", "yl-s1")).toMatchObject({
      role: "grid",
      areaPath: "演示街道/玉林东社区/玉林里",
    });
    expect((await directory.staffByAccount("sandbox", "sandbox", "yl-s2"))?.partyId).toBeTruthy();
    expect(await directory.staffByAccount("sandbox", "sandbox", "yl-s3")).toMatchObject({
      role: "party",
      partyId: null,
    });
    await intake.accept({ ...said("yl-g1", "m1"), platform: "sandbox", account: "sandbox" }, hearing());
    const { speaking, areas } = await windowOf(intake, groups[0]!.id, later(5_000));
    expect(speaking.staffGroup).toMatchObject({ kind: "staff", status: "active" });
    expect(areas).toEqual(["演示街道/玉林东社区/玉林里", "演示街道/玉林东社区/玉林里/3栋"]);
  });

  it.skipIf(!existsSync(beside))("takes a folder of the annotated chats as it is", async () => {
    const { database } = await opened();
    const { estate, articles } = loadEstate(beside);
    const { groups } = await openEstate(database, estate, articles, t0);
    expect(groups.map(({ key }) => key)).toEqual(estate.groups.map(({ id }) => id));
    expect(await database.article.count()).toBe(articles.length);
  });
});
