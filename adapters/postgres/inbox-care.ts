import { areaCovers } from "../../src/domain/area.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { IntakeStore, ParkedEvent } from "../../src/ports/intake-store.ts";
import { insideSql } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, rowId } from "./database.ts";

type ParkedRow = Omit<ParkedEvent, "id"> & { readonly id: bigint };

/** What becomes of events after their turn: talk is forgotten, and what killed its turns waits for staff. */
export function createInboxCare(
  database: Database,
  clock: Clock,
): Pick<IntakeStore, "wipeChatter" | "parked" | "retryParked"> {
  return {
    async wipeChatter(before) {
      const { count } = await guarded(() =>
        database.inboxEvent.updateMany({
          where: { state: "done", wipedAt: null, receivedAt: { lt: before } },
          data: { text: null, nick: null, senderRef: null, wipedAt: clock.now() },
        }),
      );
      await guarded(
        () =>
          database.$executeRaw`UPDATE inbox_event SET raw = NULL WHERE raw IS NOT NULL AND state = 'done' AND received_at < ${before}`,
      );
      return count;
    },

    async parked(areaPath) {
      const rows = await guarded(
        () => database.$queryRaw<ParkedRow[]>`
          SELECT e.id, g.platform, e.group_id AS "groupId", g.name AS "groupName", e.at, coalesce(e.text, '') AS text, e.crashes
          FROM inbox_event e JOIN chat_group g ON g.id = e.group_id WHERE e.state = 'parked'
            AND ${insideSql("g.area_path", areaPath)} ORDER BY e.id DESC LIMIT 200`,
      );
      return rows.map(({ id, ...row }) => ({ ...row, id: String(id) }));
    },

    async retryParked({ staffId, areaPath }, eventId) {
      const id = rowId(eventId);
      const row = id === null ? null : await guarded(() => database.inboxEvent.findUnique({ where: { id } }));
      const group = row && (await database.chatGroup.findUnique({ where: { id: row.groupId } }));
      if (row?.state !== "parked" || !group?.areaPath || !areaCovers(areaPath, group.areaPath)) return false;
      const entry = { staffId, object: `inbox_event ${row.id}`, areaPath: group.areaPath } as const;
      return guarded(() =>
        database.$transaction(async (tx) => {
          const { count } = await tx.inboxEvent.updateMany({
            where: { id: row.id, state: "parked" },
            data: { state: "new", crashes: 0 },
          });
          if (count > 0) await writeAudit(tx, { ...entry, action: "retry_parked" }, clock.now());
          return count > 0;
        }),
      );
    },
  };
}
