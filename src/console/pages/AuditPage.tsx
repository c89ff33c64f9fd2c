import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link } from "react-router";
import type { AuditEntryView, AuditVerdictView } from "../../api/audit.ts";
import { auditActions } from "../../domain/audit.ts";
import { saveFile } from "../client.ts";
import { auditSentence } from "../parts/audit-sentence.ts";
import { DayField } from "../parts/DayField.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { PlainField } from "../parts/SecretField.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { formatWhole, startOfDay } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { auditQuery, auditVerdictQuery, staffQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

const dayMs = 24 * 3_600_000;

/** What an auditor looks for; empty for anything. Days are Beijing's, the last one included. */
interface Sought {
  readonly staffId: string;
  readonly action: string;
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

const anything: Sought = { staffId: "", action: "", code: "", from: "", to: "" };

/** What staff did, by person, action, ticket and time; and whether the log is as it was written. */
export function AuditPage() {
  const text = useText();
  const [sought, setSought] = useState(anything);
  const mayNotExport = useMayNot("export_audit");
  const refused = useRefusalNotice();
  return (
    <>
      <h1>{text.audit.title}</h1>
      <Verdict />
      <Filter sought={sought} onChange={(part) => setSought({ ...sought, ...part })} />
      <p className="audit-actions">
        <Button
          size="large"
          disabled={mayNotExport !== null}
          title={mayNotExport === null ? undefined : text.audit.onlyAuditors}
          onClick={() => saveFile("/api/audit/export.jsonl", "audit.jsonl").catch(refused)}
        >
          {text.audit.export}
        </Button>
        {mayNotExport && <span className="hint">{text.audit.onlyAuditors}</span>}
      </p>
      <Entries filter={filterOf(sought)} />
    </>
  );
}

function filterOf({ from, to, code, ...plain }: Sought): Readonly<Record<string, string>> {
  const until = to && new Date(startOfDay(to).getTime() + dayMs).toISOString();
  // One letter is no code yet.
  const whole = code.trim().length > 1 ? code.trim() : "";
  const all = { ...plain, code: whole, from: from && startOfDay(from).toISOString(), until };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

function Verdict() {
  const { audit } = useText();
  const verdict = useQuery(auditVerdictQuery);
  return (
    <Loaded query={verdict}>
      {(view: AuditVerdictView) => (
        <p role="status" className="audit-actions">
          <Tag color={view.broken ? "red" : "green"}>{view.broken ? audit.broken : audit.whole}</Tag>
          <span>
            {view.broken
              ? audit.brokenAt(String(view.broken.seq), audit.how[view.broken.how])
              : audit.checked(view.entries, view.anchors)}
          </span>
          <Button size="large" loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
            {audit.again}
          </Button>
        </p>
      )}
    </Loaded>
  );
}

function Filter({ sought, onChange }: { sought: Sought; onChange: (part: Partial<Sought>) => void }) {
  const text = useText();
  const { data: staff = [] } = useQuery(staffQuery);
  return (
    <div className="audit-filter">
      <Choice
        label={text.audit.person}
        value={sought.staffId}
        options={staff.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(staffId) => onChange({ staffId })}
      />
      <Choice
        label={text.audit.action}
        value={sought.action}
        options={auditActions.map((action) => ({ value: action, label: text.audit.actions[action] }))}
        onChange={(action) => onChange({ action })}
      />
      <PlainField
        label={text.audit.code}
        value={sought.code}
        autoComplete="off"
        onChange={(code) => onChange({ code })}
      />
      <DayField label={text.audit.from} value={sought.from} onChange={(from) => onChange({ from })} />
      <DayField label={text.audit.until} value={sought.to} onChange={(to) => onChange({ to })} />
    </div>
  );
}

/** One of many or, empty, any. */
function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const { words } = useText();
  return (
    <div className="field">
      <span>{label}</span>
      <Select
        size="large"
        aria-label={label}
        placeholder={words.all}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={value || null}
        onChange={(chosen) => onChange(chosen ?? "")}
        options={options}
      />
    </div>
  );
}

function Entries({ filter }: { filter: Readonly<Record<string, string>> }) {
  const text = useText();
  const log = useInfiniteQuery(auditQuery(filter));
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  if (log.data === undefined) return <Loaded query={log}>{() => null}</Loaded>;
  if (entries.length === 0) return <Message {...text.audit.empty} />;
  return (
    <>
      <ol className="audit-entries">
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {log.hasNextPage && (
        <Button size="large" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {text.words.more}
        </Button>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntryView }) {
  const text = useText();
  const { seq, at, object, areaPath, detail } = entry;
  const { who, did, about, how } = auditSentence(entry, text);
  const [kind, id = ""] = object.split(" ");
  return (
    <li>
      <time dateTime={at}>{formatWhole(at)}</time>
      <div>
        <p>
          <strong>{who}</strong> {did}
          {about !== null && " "}
          {kind === "ticket" ? <Link to={paths.ticket(id)}>{about ?? text.audit.ticket}</Link> : <b>{about}</b>}
          {how.length > 0 && `${text.marks.colon}${how.join(text.marks.comma)}`}
        </p>
        <details className="hint">
          <summary>{`${areaPath} · #${seq}`}</summary>
          <code>{`${object} ${JSON.stringify(detail)}`}</code>
        </details>
      </div>
    </li>
  );
}
