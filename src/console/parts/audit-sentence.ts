import type { AuditEntryView } from "../../api/audit.ts";
import type { ConsoleText } from "../../locales/console.ts";
import { formatDay } from "./time.ts";

/** An entry of the audit log as somebody would tell it: who did what to what, and how. */
export function auditSentence({ staff, action, object, about, detail }: AuditEntryView, text: ConsoleText) {
  return {
    who: staff ? staff.name : text.audit.theHouse,
    did: text.audit.actions[action],
    // What somebody did to themselves is told by its verb.
    about:
      staff && object === `staff ${staff.id}`
        ? null
        : (about ?? (typeof detail.name === "string" && detail.was === undefined ? detail.name : null)),
    how: detailWords(detail, about, text),
  };
}

type Detail = AuditEntryView["detail"];

/** What is recorded beside the object, in words. What has none stands in the record below, which is shown on demand. */
function detailWords(detail: Detail, about: string | null, text: ConsoleText): readonly string[] {
  const { details } = text.audit;
  const word = (name: string, words: Readonly<Record<string, string>>) => {
    const value = detail[name];
    return typeof value === "string" && Object.hasOwn(words, value) ? [words[value] as string] : [];
  };
  const told = <T>(name: string, type: "string" | "number", say: (value: T) => string) =>
    typeof detail[name] === type && detail[name] !== "" ? [say(detail[name] as T)] : [];
  const same = (value: string) => value;
  return [
    ...word("how", details.how),
    ...told("device", "string", same),
    ...(Array.isArray(detail.events)
      ? [detail.events.map((event) => text.events[event as keyof ConsoleText["events"]] ?? event).join(text.marks.and)]
      : word("status", { ...text.groups.statuses })),
    ...(about === null ? told("code", "string", same) : []),
    ...word("level", text.groups.levels),
    ...word("kind", { ...text.groups.kinds, ...text.partyKinds }),
    ...word("estateKind", text.estateKinds),
    ...told("areaPath", "string", details.area),
    ...told("postsPerDay", "number", details.postsPerDay),
    ...word("as", text.pending.settle),
    ...word("role", text.roles),
    ...(typeof detail.was === "string" && typeof detail.name === "string"
      ? [details.renamed(detail.was, detail.name)]
      : []),
    ...(typeof detail.from === "string" && typeof detail.until === "string"
      ? [details.days(formatDay(detail.from), lastDayBefore(detail.until))]
      : []),
    ...(detail.waits === true ? [details.waits] : []),
    ...told("sessions", "number", details.sessions),
    ...told("rows", "number", details.rows),
    ...word("platform", text.platforms),
    ...told("reason", "string", details.reason),
  ];
}

/** The last day of what ends with this instant. */
export function lastDayBefore(until: string): string {
  return formatDay(new Date(Date.parse(until) - 1).toISOString());
}
