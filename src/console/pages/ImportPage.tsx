import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link } from "react-router";
import type { ImportArticles, ImportView } from "../../api/knowledge.ts";
import { send } from "../client.ts";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { StarterSet } from "../parts/StarterSet.tsx";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";

/** With every sign three bytes long and some escaped this is still within what one request may carry. */
const fileBytesMax = 300_000;

type Sheet = Omit<ImportArticles, "save">;

/** Articles out as a file, and in again: first what would become of each row, then the drafts. */
export function ImportPage() {
  const { knowledge } = useText();
  const mayNot = useMayNot("write_articles");
  const notice = useNotice();
  const refused = useRefusalNotice();
  const client = useQueryClient();
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const check = useMutation({
    mutationFn: (given: Sheet) => send<ImportView>("POST", "/api/articles/import", { ...given, save: false }),
    onError: refused,
  });
  const save = useMutation({
    mutationFn: (given: Sheet) => send<ImportView>("POST", "/api/articles/import", { ...given, save: true }),
    onSuccess: ({ rows }) => {
      notice({ kind: "done", text: knowledge.imported(rows.filter(isBrought).length) });
      check.reset();
      setSheet(null);
    },
    onError: refused,
    onSettled: () => client.invalidateQueries({ queryKey: ["articles"] }),
  });
  const choose = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > fileBytesMax) return notice({ kind: "refused", text: knowledge.fileTooLarge });
    const given = await readFile(file);
    setSheet(given);
    check.mutate(given);
  };
  return (
    <>
      <p>
        <Link to={paths.knowledge()}>← {knowledge.back}</Link>
      </p>
      <h1>{knowledge.importTitle}</h1>
      <p className="hint">{knowledge.exportHint}</p>
      <p className="page-links">
        {(["csv", "markdown"] as const).map((format) => (
          <a key={format} href={`/api/articles/export?format=${format}`} download>
            {knowledge.exportAs[format]}
          </a>
        ))}
      </p>
      <section className="card import-file">
        <p>{knowledge.importHint}</p>
        <label>
          <span>{knowledge.chooseFile}</span>
          <input
            type="file"
            accept=".xlsx,.csv,.md,.markdown,text/csv,text/markdown"
            disabled={mayNot !== null || save.isPending}
            onChange={({ target }) => {
              void choose(target.files?.[0]);
              // The same file can be chosen again once it is mended.
              target.value = "";
            }}
          />
        </label>
        {mayNot && <p className="hint">{mayNot}</p>}
      </section>
      {sheet && check.data && <Plan plan={check.data} busy={save.isPending} onSave={() => save.mutate(sheet)} />}
      <StarterSet />
    </>
  );
}

/** A file as it is sent: a workbook in base64, anything else as its text. */
async function readFile(file: File): Promise<Sheet> {
  if (!/\.xlsx$/i.test(file.name))
    return { format: /\.csv$/i.test(file.name) ? "csv" : "markdown", text: await file.text() };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { format: "xlsx", text: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
}

const isBrought = ({ verdict }: ImportView["rows"][number]) => verdict === "new" || verdict === "changed";
const colors = { new: "green", changed: "blue", same: "default", refused: "red" } as const;

function Plan({ plan, busy, onSave }: { plan: ImportView; busy: boolean; onSave: () => void }) {
  const { knowledge } = useText();
  const { problem, rows } = plan;
  const count = (verdict: keyof typeof colors) => rows.filter((row) => row.verdict === verdict).length;
  const brought = rows.filter(isBrought).length;
  if (problem) {
    return (
      <p className="card" role="alert">
        {knowledge.sheetProblems[problem]}
      </p>
    );
  }
  return (
    <section className="import-plan" role="status">
      <h2>{knowledge.verdictCounts(count("new"), count("changed"), count("same"), count("refused"))}</h2>
      <Rows rows={rows.filter(({ verdict }) => verdict === "refused")} />
      <Rows rows={rows.filter(isBrought)} />
      {count("same") > 0 && (
        <details>
          <summary>
            {knowledge.verdicts.same} {count("same")}
          </summary>
          <Rows rows={rows.filter(({ verdict }) => verdict === "same")} />
        </details>
      )}
      {brought === 0 ? (
        <p className="hint">{knowledge.nothingToImport}</p>
      ) : (
        <Button type="primary" size="large" loading={busy} onClick={onSave}>
          {knowledge.importNow(brought)}
        </Button>
      )}
    </section>
  );
}

function Rows({ rows }: Pick<ImportView, "rows">) {
  const { knowledge, marks } = useText();
  const nameOf = (column: ImportView["rows"][number]["changed"][number]) =>
    column === "slug" ? knowledge.slug : knowledge.fields[column];
  if (rows.length === 0) return null;
  return (
    <ol>
      {rows.map(({ line, question, verdict, changed, problems }) => (
        <li key={line}>
          <Tag color={colors[verdict]}>{knowledge.verdicts[verdict]}</Tag>
          <span>
            {knowledge.line(line)} {question}
          </span>
          {changed.length > 0 && <small>{changed.map(nameOf).join(marks.and)}</small>}
          {problems.map(({ column, problem }) => (
            <small key={`${column} ${problem}`} className="warning">
              {nameOf(column)}
              {marks.colon}
              {knowledge.rowProblems[problem]}
            </small>
          ))}
        </li>
      ))}
    </ol>
  );
}
