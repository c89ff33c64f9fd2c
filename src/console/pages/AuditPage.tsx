import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link } from "react-router";
import type { AuditEntryView, AuditVerdictView } from "../../api/audit.ts";
import { auditActions } from "../../domain/audit.ts";
import { saveFile } from "../client.ts";
import { useMayNot } from "../parts/may-not.ts";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatInstant } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { auditQuery, auditVerdictQuery, staffQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What staff did, by person, action and time; and whether the log is as it was written. */
export function AuditPage() {
  const text = useText();
  const [filter, setFilter] = useState<Readonly<Record<string, string>>>({});
  const mayNotExport = useMayNot("export_audit");
  const refused = useRefusalNotice();
  return (
    <>
      <h1>{text.audit.title}</h1>
      <Verdict />
      <Filter filter={filter} onChange={setFilter} />
      <Button
        disabled={mayNotExport !== null}
        title={mayNotExport ?? undefined}
        onClick={() => saveFile("/api/audit/export.jsonl", "audit.jsonl").catch(refused)}
      >
        {text.audit.export}
      </Button>
      <Entries filter={filter} />
    </>
  );
}

function Verdict() {
  const { audit } = useText();
  const verdict = useQuery(auditVerdictQuery);
  return (
    <Loaded query={verdict}>
      {(view: AuditVerdictView) => (
        <p role="status">
          <Tag color={view.broken ? "red" : "green"}>{view.broken ? audit.broken : audit.whole}</Tag>
          {view.broken
            ? audit.brokenAt(String(view.broken.seq), audit.how[view.broken.how])
            : audit.checked(view.entries, view.anchors)}
          <Button type="link" loading={verdict.isFetching} onClick={() => void verdict.refetch()}>
            {audit.again}
          </Button>
        </p>
      )}
    </Loaded>
  );
}

type Filtering = Readonly<Record<string, string>>;

function Filter({ filter, onChange }: { filter: Filtering; onChange: (filter: Filtering) => void }) {
  const text = useText();
  const { data: staff = [] } = useQuery(staffQuery);
  const set = (name: string, value: string | null | undefined) => {
    const { [name]: _, ...rest } = filter;
    onChange(value ? { ...rest, [name]: value } : rest);
  };
  return (
    <div className="audit-filter">
      <Select
        aria-label={text.audit.person}
        placeholder={text.audit.person}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={filter.staffId ?? null}
        onChange={(value) => set("staffId", value)}
        options={staff.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        aria-label={text.audit.action}
        placeholder={text.audit.action}
        allowClear
        value={filter.action ?? null}
        onChange={(value) => set("action", value)}
        options={auditActions.map((action) => ({ value: action, label: text.audit.actions[action] }))}
      />
      {(["from", "until"] as const).map((bound) => (
        <label key={bound} className="field">
          <span>{text.audit[bound]}</span>
          <input
            className="plain-input"
            type="datetime-local"
            onChange={({ target }) => set(bound, target.value && new Date(target.value).toISOString())}
          />
        </label>
      ))}
    </div>
  );
}

function Entries({ filter }: { filter: Filtering }) {
  const text = useText();
  const log = useInfiniteQuery(auditQuery(filter));
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  if (log.data === undefined) return <Loaded query={log}>{() => null}</Loaded>;
  if (entries.length === 0) return <Message {...text.audit.empty} />;
  return (
    <>
      <ul className="audit-entries">
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ul>
      {log.hasNextPage && (
        <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {text.words.more}
        </Button>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntryView }) {
  const text = useText();
  const { seq, at, staff, action, object, areaPath, detail } = entry;
  const [kind, id = ""] = object.split(" ");
  const more = Object.keys(detail).length > 0 ? JSON.stringify(detail) : "";
  return (
    <li>
      <span>
        <strong>{staff ? staff.name : text.name}</strong> {text.audit.actions[action]}{" "}
        {kind === "ticket" ? <Link to={paths.ticket(id)}>{text.audit.ticket}</Link> : null}
      </span>
      <span className="hint">
        {`#${seq} · ${formatInstant(at, new Date())} · ${areaPath}`}
        {kind === "ticket" ? "" : ` · ${object}`}
      </span>
      {more && <small>{more}</small>}
    </li>
  );
}
