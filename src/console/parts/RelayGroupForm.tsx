import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import type { NewRelayGroup } from "../../api/relay.ts";
import { send } from "../client.ts";
import { areasQuery, relayQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useMayNot } from "./may-not.ts";
import { useNotice } from "./Notices.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";

/** The form by which an admin names a group. */
export function RelayGroupForm({ onMade }: { onMade: (groupId: string) => void }) {
  const text = useText();
  const { relay } = text;
  const mayNot = useMayNot("manage_groups");
  const client = useQueryClient();
  const notice = useNotice();
  const { data: areas = [] } = useQuery(areasQuery);
  const [group, setGroup] = useState<NewRelayGroup>({ name: "", areaPath: "", kind: "residents" });
  const make = useMutation({
    mutationFn: (body: NewRelayGroup) => send<{ id: string }>("POST", "/api/relay/groups", body),
    onSuccess: ({ id }) => {
      notice({ kind: "done", text: relay.created(group.name) });
      setGroup({ ...group, name: "" });
      onMade(id);
    },
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: relayQuery.queryKey }),
  });
  return (
    <details className="card">
      <summary>{relay.newGroup}</summary>
      <div className="field">
        <label htmlFor="relay-name">{relay.name}</label>
        <Input
          id="relay-name"
          size="large"
          maxLength={60}
          disabled={mayNot !== null}
          value={group.name}
          onChange={({ target }) => setGroup({ ...group, name: target.value })}
        />
      </div>
      <div className="field">
        <span>{relay.area}</span>
        <Select
          aria-label={relay.area}
          size="large"
          showSearch
          disabled={mayNot !== null}
          value={group.areaPath || null}
          onChange={(areaPath) => setGroup({ ...group, areaPath: areaPath ?? "" })}
          options={areas.map((path) => ({ value: path, label: path }))}
        />
      </div>
      <div className="field">
        <span>{relay.kind}</span>
        <Select
          aria-label={relay.kind}
          size="large"
          disabled={mayNot !== null}
          value={group.kind}
          onChange={(kind) => setGroup({ ...group, kind })}
          options={(["residents", "staff"] as const).map((kind) => ({ value: kind, label: text.groups.kinds[kind] }))}
        />
      </div>
      <Button
        size="large"
        loading={make.isPending}
        disabled={mayNot !== null || group.name.trim() === "" || group.areaPath === ""}
        title={mayNot ?? undefined}
        onClick={() => make.mutate(group)}
      >
        {relay.create}
      </Button>
      {mayNot && <p className="hint">{mayNot}</p>}
    </details>
  );
}
