import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { KeptPartyView, PostParty } from "../../api/estate.ts";
import { type PartyKind, partyKinds } from "../../domain/taxonomy.ts";
import { send } from "../client.ts";
import { useCategoryLabel } from "../parts/category-label.ts";
import { Dialog, DialogForm, insideDialog } from "../parts/Dialog.tsx";
import { LabelledSelect } from "../parts/LabelledSelect.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { PeopleTabs } from "../parts/PeopleTabs.tsx";
import { PlainField } from "../parts/SecretField.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { useChange } from "../parts/use-change.ts";
import { areasQuery, keptPartiesQuery, taxonomyQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

const touched = [["parties"]];

/** Who can be asked to handle something: what each takes, and where. */
export function PartiesPage() {
  const { parties } = useText();
  const all = useQuery(keptPartiesQuery);
  const mayNot = useMayNot("manage_areas");
  const [editing, setEditing] = useState<KeptPartyView | "new" | null>(null);
  return (
    <>
      <PeopleTabs />
      <p className="page-actions">
        <Button
          type="primary"
          size="large"
          disabled={mayNot !== null}
          title={mayNot ?? undefined}
          onClick={() => setEditing("new")}
        >
          {parties.add}
        </Button>
        {mayNot && <span className="hint">{mayNot}</span>}
      </p>
      <Loaded query={all}>
        {(kept) =>
          kept.length === 0 ? (
            <Message {...parties.empty} />
          ) : (
            <ul className="cards">
              {kept.map((party) => (
                <PartyCard key={party.id} party={party} mayNot={mayNot} onEdit={() => setEditing(party)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <PartyDialog party={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

function PartyCard({ party, mayNot, onEdit }: { party: KeptPartyView; mayNot: string | null; onEdit: () => void }) {
  const { parties, partyKinds: kinds, marks } = useText();
  const label = useCategoryLabel();
  const [isAsking, setAsking] = useState(false);
  const { name, kind, areaPath, categories } = party;
  const remove = useChange(() => send<void>("DELETE", `/api/parties/${party.id}`), {
    ...{ done: parties.removed(name), touches: touched, after: () => setAsking(false) },
  });
  return (
    <li className="card">
      <header>
        <h2>{name}</h2>
        <Tag>{kinds[kind]}</Tag>
      </header>
      <p className="hint">
        <span>{`${parties.area}${marks.colon}${areaPath}`}</span>
        <span>{`${parties.categories}${marks.colon}${categories.map(label).join(marks.and) || parties.anyCategory}`}</span>
      </p>
      <footer>
        <Button disabled={mayNot !== null} title={mayNot ?? undefined} onClick={onEdit}>
          {parties.change}
        </Button>
        <Button danger disabled={mayNot !== null} title={mayNot ?? undefined} onClick={() => setAsking(true)}>
          {parties.remove}
        </Button>
      </footer>
      {isAsking && (
        <Dialog title={`${parties.remove}${marks.colon}${name}`} onClose={() => setAsking(false)}>
          <p>{parties.removeHint(name)}</p>
          <Button type="primary" danger size="large" loading={remove.isPending} onClick={() => remove.mutate()}>
            {parties.remove}
          </Button>
        </Dialog>
      )}
    </li>
  );
}

function PartyDialog({ party, onClose }: { party: KeptPartyView | null; onClose: () => void }) {
  const { parties, partyKinds: kinds, marks } = useText();
  const label = useCategoryLabel();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const [name, setName] = useState(party?.name ?? "");
  const [kind, setKind] = useState<PartyKind>(party?.kind ?? "property");
  const [areaPath, setAreaPath] = useState(party?.areaPath ?? null);
  const [categories, setCategories] = useState<readonly string[]>(party?.categories ?? []);
  const save = useChange(
    (body: PostParty) =>
      party ? send<void>("PATCH", `/api/parties/${party.id}`, body) : send<void>("POST", "/api/parties", body),
    { done: parties.saved(name), touches: touched, after: onClose },
  );
  const unusable = name.trim().length < 2 || areaPath === null || save.isPending;
  return (
    <Dialog title={party ? `${parties.change}${marks.colon}${party.name}` : parties.add} onClose={onClose}>
      <DialogForm
        disabled={unusable}
        onSend={() => areaPath !== null && save.mutate({ name, kind, areaPath, categories: [...categories] })}
        buttons={
          <Button type="primary" size="large" htmlType="submit" loading={save.isPending} disabled={unusable}>
            {parties.save}
          </Button>
        }
      >
        <PlainField label={parties.name} value={name} onChange={setName} autoComplete="off" />
        <LabelledSelect
          label={parties.kind}
          value={kind}
          onChange={setKind}
          options={partyKinds.map((one) => ({ value: one, label: kinds[one] }))}
        />
        <LabelledSelect
          label={parties.area}
          value={areaPath}
          onChange={setAreaPath}
          options={areas.map((path) => ({ value: path, label: path }))}
        />
        <div className="field">
          <span>{parties.categories}</span>
          <Select
            mode="multiple"
            size="large"
            aria-label={parties.categories}
            placeholder={parties.anyCategory}
            value={[...categories]}
            onChange={setCategories}
            getPopupContainer={insideDialog}
            options={taxonomy.map(({ code }) => ({ value: code, label: label(code) }))}
            optionFilterProp="label"
          />
        </div>
      </DialogForm>
    </Dialog>
  );
}
