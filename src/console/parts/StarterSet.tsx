import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { ImportView, StarterList } from "../../api/knowledge.ts";
import { send } from "../client.ts";
import { areasQuery, starterQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { LabelledSelect } from "./LabelledSelect.tsx";
import { useMayNot } from "./may-not.ts";
import { useNotice } from "./Notices.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";

const colors = { community: "green", statutory: "blue", document: "default" } as const;

/** What an office can begin with: which certificate comes from whom, brought in as drafts by one press. */
export function StarterSet() {
  const { knowledge } = useText();
  const mayNot = useMayNot("write_articles");
  const notice = useNotice();
  const refused = useRefusalNotice();
  const client = useQueryClient();
  const { data: starter = [] } = useQuery(starterQuery);
  const { data: areas = [] } = useQuery(areasQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const areaPath = chosen ?? areas[0] ?? null;
  const bring = useMutation({
    mutationFn: (body: { areaPath: string }) => send<ImportView>("POST", "/api/articles/starter", body),
    onSuccess: ({ rows }) => {
      const fresh = rows.filter(({ verdict }) => verdict === "new").length;
      notice({ kind: "done", text: knowledge.starterBrought(fresh, rows.length - fresh) });
    },
    onError: refused,
    onSettled: () => client.invalidateQueries({ queryKey: ["articles"] }),
  });
  return (
    <section className="card import-file">
      <h2>{knowledge.starterTitle(starter.length)}</h2>
      <p>{knowledge.starterHint}</p>
      <details className="starter">
        <summary>{knowledge.starterList}</summary>
        <Kinds starter={starter} />
      </details>
      <LabelledSelect
        label={knowledge.starterArea}
        value={areaPath}
        options={areas.map((path) => ({ value: path, label: path }))}
        onChange={setChosen}
      />
      <Button
        size="large"
        disabled={mayNot !== null || areaPath === null}
        loading={bring.isPending}
        onClick={() => areaPath !== null && bring.mutate({ areaPath })}
      >
        {knowledge.bringStarter}
      </Button>
      {mayNot && <p className="hint">{mayNot}</p>}
    </section>
  );
}

function Kinds({ starter }: { starter: StarterList }) {
  const { knowledge } = useText();
  return (
    <ol>
      {starter.map(({ id, name, issuedBy, body, checkLocally }) => (
        <li key={id}>
          <span>{name}</span>
          <Tag color={colors[issuedBy]}>{knowledge.issuedBy[issuedBy]}</Tag>
          <small>{body}</small>
          {checkLocally && <small className="warning">{knowledge.checkLocally}</small>}
        </li>
      ))}
    </ol>
  );
}
