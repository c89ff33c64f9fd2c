import { areaCovers } from "../../src/domain/area.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import type { ChannelFacts, GroupFacts } from "../../src/domain/check-up.ts";
import type { GroupLevel, GroupStatus } from "../../src/domain/group.ts";
import { dayHourBefore, hoursToCount, type QuietSample, silenceRule, startOfHour } from "../../src/domain/rhythm.ts";
import type { ChannelRecords } from "../../src/ports/channel-records.ts";
import { insideArea } from "./area-scope.ts";
import { type Database, guarded } from "./database.ts";
import type { ChatGroup } from "./generated/client.ts";

const dayMs = 24 * 3_600_000;

/** What is known of the channels, on PostgreSQL. */
export function createChannelRecords(database: Database): ChannelRecords {
  return {
    async note(channels, now) {
      for (const { platform, account, ...told } of channels) {
        const state = { ...told, seenAt: now };
        await guarded(() =>
          database.channelState.upsert({
            where: { platform_account: { platform, account } },
            create: { platform, account, ...state },
            update: state,
          }),
        );
      }
      // What was taken out of the configuration is not missed for ever.
      const before = new Date(now.getTime() - dayMs);
      await guarded(() => database.channelState.deleteMany({ where: { seenAt: { lt: before } } }));
    },

    async countHours(now) {
      const { _max: newest } = await guarded(() => database.quietHour.aggregate({ _max: { hourAt: true } }));
      const hours = hoursToCount(newest.hourAt, now);
      for (const hourAt of hours) await guarded(() => countHour(database, hourAt));
      const before = new Date(now.getTime() - (silenceRule.daysKept + 1) * dayMs);
      if (hours.length > 0) await guarded(() => database.quietHour.deleteMany({ where: { hourAt: { lt: before } } }));
    },

    async facts({ areaPath, withUnbound }, now) {
      const unbound = withUnbound ? [{ areaPath: null }] : [];
      const inside = areaPath === null ? {} : { OR: [...insideArea("areaPath", areaPath), ...unbound] };
      // A report handed in by a form is a group that ends when its ticket does: it has no rhythm.
      const where = { ...inside, oneReport: false };
      const groups = await guarded(() =>
        database.chatGroup.findMany({ where, orderBy: [{ areaPath: "asc" }, { name: "asc" }] }),
      );
      const ids = groups.map(({ id }) => id);
      const [channels, staffGroups, quiet, posts, inbox] = await guarded(() =>
        Promise.all([
          database.channelState.findMany({ orderBy: [{ platform: "asc" }, { account: "asc" }] }),
          database.chatGroup.findMany({ where: { kind: "staff", status: "active", areaPath: { not: null } } }),
          quietAtThisHour(database, ids, now),
          postsByGroup(database, ids, now),
          inboxByGroup(database, ids),
        ]),
      );
      return {
        channels: channels.map((channel) => channel as ChannelFacts),
        groups: groups.map((group) => ({
          ...ofRow(group),
          quiet: quiet.get(group.id) ?? [],
          staffGroupId: nearestTo(group, staffGroups)?.id ?? null,
          posts: posts.get(group.id) ?? { uncertain: 0, withheld: 0, failed: 0, dueSince: null },
          ...(inbox.get(group.id) ?? { unreadSince: null, parked: 0 }),
        })),
      };
    },
  };
}

/**
 * Counts one hour for all groups, in one statement. A quiet that began before the hour is carried on from the hour of daytime before it;
 * where that was not counted, it begins with this one. The bot's own words do not break it.
 */
async function countHour(database: Database, hourAt: Date): Promise<void> {
  const endsAt = new Date(hourAt.getTime() + 3_600_000);
  await database.$executeRaw`
    INSERT INTO quiet_hour (group_id, hour_at, quiet_minutes, minutes_at_end)
    SELECT g.id, ${hourAt}, round(greatest(coalesce(heard.first, 60) + coalesce(before.minutes_at_end, 0), heard.longest, 60 - heard.last)),
      round(coalesce(60 - heard.last, 60 + coalesce(before.minutes_at_end, 0)))
    FROM chat_group g
    LEFT JOIN quiet_hour before ON before.group_id = g.id AND before.hour_at = ${dayHourBefore(hourAt)}
    LEFT JOIN (
      SELECT group_id, min(minute) AS first, max(minute) AS last, max(gap) AS longest FROM (
        SELECT group_id, minute, minute - lag(minute) OVER (PARTITION BY group_id ORDER BY minute) AS gap FROM (
          SELECT group_id, extract(epoch FROM received_at - ${hourAt}::timestamptz) / 60 AS minute FROM inbox_event
          WHERE received_at >= ${hourAt} AND received_at < ${endsAt} AND NOT from_self) e) gaps
      GROUP BY group_id
    ) heard ON heard.group_id = g.id
    WHERE g.kind = 'residents' AND NOT g.one_report AND g.area_path IS NOT NULL AND g.status <> 'gone'
    ON CONFLICT DO NOTHING`;
}

/** The samples of this hour of the day, on the days before. */
async function quietAtThisHour(
  database: Database,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, QuietSample[]>> {
  const hour = startOfHour(now).getTime();
  const hours = Array.from({ length: silenceRule.daysKept }, (_, day) => new Date(hour - (day + 1) * dayMs));
  const rows = await database.quietHour.findMany({ where: { groupId: { in: [...ids] }, hourAt: { in: hours } } });
  const samples = new Map<string, QuietSample[]>();
  for (const row of rows) samples.set(row.groupId, [...(samples.get(row.groupId) ?? []), row]);
  return samples;
}

async function postsByGroup(database: Database, ids: readonly string[], now: Date) {
  const rows = await database.$queryRaw<(GroupFacts["posts"] & { id: string })[]>`
    SELECT group_id AS id, count(*) FILTER (WHERE state = 'uncertain')::int AS uncertain,
      count(*) FILTER (WHERE state = 'withheld')::int AS withheld, count(*) FILTER (WHERE state = 'failed')::int AS failed,
      min(coalesce(not_before, created_at)) FILTER (WHERE state = 'pending' AND (not_before IS NULL OR not_before <= ${now})) AS "dueSince"
    FROM post WHERE state IN ('pending', 'uncertain', 'withheld', 'failed') AND group_id = ANY(${[...ids]}::uuid[]) GROUP BY group_id`;
  return new Map(rows.map(({ id, ...posts }) => [id, posts]));
}

async function inboxByGroup(database: Database, ids: readonly string[]) {
  const rows = await database.$queryRaw<(Pick<GroupFacts, "unreadSince" | "parked"> & { id: string })[]>`
    SELECT group_id AS id, count(*) FILTER (WHERE state = 'parked')::int AS parked,
      least(max(due_at) FILTER (WHERE state = 'new'), min(due_limit_at) FILTER (WHERE state = 'new')) AS "unreadSince"
    FROM inbox_event WHERE state IN ('new', 'parked') AND group_id = ANY(${[...ids]}::uuid[]) GROUP BY group_id`;
  return new Map(rows.map(({ id, ...inbox }) => [id, inbox]));
}

function nearestTo({ areaPath }: ChatGroup, staffGroups: readonly ChatGroup[]): ChatGroup | undefined {
  if (areaPath === null) return undefined;
  const covering = staffGroups.filter((staff) => areaCovers(staff.areaPath!, areaPath));
  return covering.toSorted((a, b) => b.areaPath!.length - a.areaPath!.length)[0];
}

function ofRow(group: ChatGroup) {
  const { id, name, platform, account, kind, areaPath, level, status, pausedBy, canPost, lastEventAt } = group;
  return {
    ...{ id, name, account, areaPath, canPost, lastEventAt },
    platform: platform as PlatformName,
    kind: kind as GroupFacts["kind"],
    level: level as GroupLevel,
    status: status as GroupStatus,
    pausedBy: pausedBy as GroupFacts["pausedBy"],
  };
}
