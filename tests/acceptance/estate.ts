import { randomUUID } from "node:crypto";
import type pg from "pg";

/** A building of the check's estate: its residents' chat and the chat of the staff who look after it. */
export interface Building {
  readonly number: number;
  readonly areaPath: string;
  readonly residentsChat: number;
  readonly staffChat: number;
}

export const estatePath = "桥湾社区/青禾苑";

/** The chat account of the grid member who approves. */
export const gridMember = { id: 900_001, is_bot: false, first_name: "网格员小周" };
/** Staff of another estate, who may do nothing here. */
export const stranger = { id: 900_002, is_bot: false, first_name: "网格员小周" };
/** Named like staff, and nobody. */
export const impostor = { id: 900_003, is_bot: false, first_name: "网格员小周" };

/** Writes an estate of so many buildings, each with its two chats; groups may speak at any hour and as often as they are owed. */
export async function seedEstate(client: pg.Client, account: string, count: number): Promise<readonly Building[]> {
  const buildings = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    areaPath: `${estatePath}/${index + 1}号楼`,
    residentsChat: -1_001_000_000 - index,
    staffChat: -1_002_000_000 - index,
  }));
  await client.query("begin");
  const areas = ["桥湾社区", estatePath, "别处社区", "别处社区/别苑"];
  for (const path of [
    ...areas,
    ...buildings.flatMap(({ areaPath }) => [areaPath, `${areaPath}/1单元`, `${areaPath}/2单元`]),
  ]) {
    const kind = path === estatePath || path === "别处社区/别苑" ? "property" : null;
    await client.query("insert into area (id, path, estate_kind) values ($1, $2, $3)", [randomUUID(), path, kind]);
  }
  for (const { number, areaPath, residentsChat, staffChat } of buildings) {
    for (const [kind, ref] of [
      ["residents", residentsChat],
      ["staff", staffChat],
    ] as const) {
      await client.query(
        `insert into chat_group (id, platform, account, ref, name, kind, area_path, level, posts_per_day, quiet_at_night)
         values ($1, 'telegram', $2, $3, $4, $5, $6, 'proactive', 1000000, false)`,
        [randomUUID(), account, String(ref), `${number}号楼${kind === "staff" ? "工作群" : "邻里群"}`, kind, areaPath],
      );
    }
  }
  for (const kind of ["property", "community", "committee", "utility", "department", "volunteer"]) {
    await client.query("insert into party (id, name, kind, area_path) values ($1, $2, $3, $4)", [
      randomUUID(),
      `青禾苑${kind}`,
      kind,
      "桥湾社区",
    ]);
  }
  for (const [member, areaPath] of [
    [gridMember, "桥湾社区"],
    [stranger, "别处社区"],
  ] as const) {
    const staffId = randomUUID();
    await client.query("insert into staff (id, name, role, area_path) values ($1, $2, 'grid', $3)", [
      staffId,
      member.first_name,
      areaPath,
    ]);
    await client.query(
      "insert into staff_account (platform, account, sender_ref, staff_id) values ('telegram', $1, $2, $3)",
      [account, String(member.id), staffId],
    );
  }
  await client.query("commit");
  return buildings;
}
