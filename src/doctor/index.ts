import { alarmsOf, type CheckUpFacts, decideFindings, type Finding, severityOf } from "../domain/check-up.ts";
import { auditLines, findingWords, reportLines } from "../locales/doctor.ts";
import { staffNote } from "../outreach/index.ts";
import type { AuditAnchors, AuditLog } from "../ports/audit-log.ts";
import type { ChannelRecords } from "../ports/channel-records.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { StaffAlerts } from "../ports/staff-alerts.ts";

/** What was written down since the last note could be cut off unseen: it is a minute at most. */
const anchorEveryMs = 60_000;

/** What a check-up of the whole house needs. */
export interface DoctorDeps {
  readonly records: ChannelRecords;
  readonly alerts: StaffAlerts;
  readonly queue: JobQueue;
  readonly clock: Clock;
}

/** Looks at every channel and at the groups in scope, and says what it finds, the worst first. */
export async function checkUp(
  { records, clock }: Pick<DoctorDeps, "records" | "clock">,
  scope: Parameters<ChannelRecords["facts"]>[0],
): Promise<{ readonly facts: CheckUpFacts; readonly findings: readonly Finding[] }> {
  const now = clock.now();
  const facts = await records.facts(scope, now);
  return { facts, findings: decideFindings(facts, now) };
}

/**
 * Tells staff of channels that are dead or silent, once each time. Safe to run twice: the word's key is that of its post, and a key that
 * is there is not written again.
 */
export async function raiseChannelAlarms(deps: DoctorDeps): Promise<void> {
  const { alerts, queue, clock } = deps;
  const { facts, findings } = await checkUp(deps, { areaPath: null, withUnbound: true });
  const now = clock.now();
  const alarms = alarmsOf(findings, facts, now);
  const told = alarms.length === 0 ? new Set() : await alerts.told(alarms.map(({ key }) => key));
  for (const { key, finding, groupId } of alarms) {
    if (told.has(key)) continue;
    const { what, todo } = findingWords(finding, now).zh;
    const owedTo = await alerts.tell({ groupId }, (speaking) => staffNote(speaking, key, `${what}${todo}`), now);
    if (owedTo !== null) await queue.ring("drain-outbox", owedTo);
  }
}

/** A check-up of the whole house in plain lines, and whether somebody must do something. `records` is null where there is no house to look at. */
export async function reportCheckUp(
  records: ChannelRecords | null,
  audited: { readonly log: AuditLog; readonly anchors: AuditAnchors } | null,
  clock: Clock,
): Promise<{ readonly lines: readonly string[]; readonly mustAct: boolean }> {
  const nobody = decideFindings({ channels: [], groups: [] }, clock.now());
  const findings = records
    ? (await checkUp({ records, clock }, { areaPath: null, withUnbound: true })).findings
    : nobody;
  const verdict = audited && (await audited.log.verify(await audited.anchors.all()));
  const mustAct = findings.some(({ code }) => severityOf[code] === "act") || verdict?.broken != null;
  return { lines: [...reportLines(findings, clock.now()), ...(verdict ? auditLines(verdict) : [])], mustAct };
}

/** Notes the newest entry of the audit log outside of its database, from now on and at once; gives back how to stop. */
export function keepAnchors(
  { log, anchors, clock }: { readonly log: AuditLog; readonly anchors: AuditAnchors; readonly clock: Clock },
  onError: (error: unknown, task: string) => void,
): () => Promise<void> {
  const note = async () => {
    try {
      await anchors.note(await log.head(), clock.now());
    } catch (error) {
      onError(error, "note the head of the audit log");
    }
  };
  let noting = note();
  const timer = setInterval(() => {
    noting = noting.then(note);
  }, anchorEveryMs);
  return async () => {
    clearInterval(timer);
    await noting.then(note);
  };
}
