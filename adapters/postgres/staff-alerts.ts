import { expiryNoticeDays } from "../../src/domain/article.ts";
import type { StaffAlert, StaffAlerts } from "../../src/ports/staff-alerts.ts";
import { type Database, guarded } from "./database.ts";
import { savePosts } from "./post-rows.ts";
import { type CanEdit, surroundingsOf } from "./window-rows.ts";

/** As many in one go: what is left over is found again. */
const alertsMax = 50;

/** Alerts on PostgreSQL. What was told is a post with the alert's key; so what has none is untold, and no column has to remember it. */
export function createStaffAlerts({
  database,
  canEdit,
}: {
  readonly database: Database;
  readonly canEdit: CanEdit;
}): StaffAlerts {
  return {
    untold: (now) =>
      guarded(
        () => database.$queryRaw<StaffAlert[]>`
          WITH found AS (
            SELECT 'uncertain:' || p.id AS key, 'uncertain' AS what, p.group_id, NULL AS about, 1 AS count FROM post p
            WHERE p.state = 'uncertain' AND p.template <> 'staff_note' AND greatest(p.created_at, p.not_before) > ${now}::timestamptz - interval '1 day'
            UNION ALL
            SELECT 'parked:' || e.id, 'parked', e.group_id, NULL, 1 FROM inbox_event e
            WHERE e.state = 'parked' AND e.received_at > ${now}::timestamptz - interval '1 day'
            UNION ALL
            SELECT word.what || ':' || c.id || ':' || (extract(epoch FROM c.pause_changed_at) * 1000)::bigint, word.what, c.id, NULL, 1 FROM chat_group c,
              LATERAL (SELECT CASE c.status WHEN 'paused' THEN 'paused' ELSE 'resumed' END AS what) word
            WHERE c.kind = 'residents' AND c.area_path IS NOT NULL AND c.status IN ('active', 'paused')
              AND c.pause_changed_at > ${now}::timestamptz - interval '1 day'
            UNION ALL
            -- One word to the staff of an area for all that ends on one day.
            SELECT 'expiring:' || s.id || ':' || to_char(a.valid_until AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD'), 'expiring', s.id,
              coalesce(nullif(min(a.question), ''), min(a.source)), count(*)::int
            FROM article a, LATERAL (SELECT c.id FROM chat_group c
              WHERE c.kind = 'staff' AND c.status = 'active' AND (c.area_path = a.area_path OR starts_with(a.area_path, c.area_path || '/'))
              ORDER BY length(c.area_path) DESC LIMIT 1) s
            WHERE a.status = 'published' AND a.valid_until > ${now}::timestamptz
              AND a.valid_until <= ${now}::timestamptz + ${expiryNoticeDays} * interval '1 day'
            GROUP BY s.id, to_char(a.valid_until AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
          )
          SELECT f.key, f.what, f.group_id::text AS "groupId", coalesce(f.about, g.name) AS about, f.count FROM found f JOIN chat_group g ON g.id = f.group_id
          WHERE NOT EXISTS (SELECT FROM post told WHERE told.idempotency_key = f.key)
            AND EXISTS (SELECT FROM chat_group s WHERE s.kind = 'staff' AND s.status = 'active'
              AND (s.area_path = g.area_path OR starts_with(g.area_path, s.area_path || '/')))
          LIMIT ${alertsMax}`,
      ),

    async told(keys) {
      const where = { idempotencyKey: { in: [...keys] } };
      const rows = await guarded(() => database.post.findMany({ where, select: { idempotencyKey: true } }));
      return new Set(rows.map(({ idempotencyKey }) => idempotencyKey));
    },

    tell: (alert, make, now) =>
      guarded(() =>
        database.$transaction(async (tx) => {
          const group = await tx.chatGroup.findUniqueOrThrow({ where: { id: alert.groupId } });
          const { speaking } = await surroundingsOf(tx, group, canEdit, now);
          const post = make(speaking);
          if (!post) return null;
          await savePosts(tx, [post], speaking, () => 0, now);
          return post.groupId;
        }),
      ),
  };
}
