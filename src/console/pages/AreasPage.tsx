import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { type CSSProperties, useState } from "react";
import type { AreaView, PatchArea, PostArea } from "../../api/estate.ts";
import { lastAreaName } from "../../domain/area.ts";
import { type EstateKind, estateKinds } from "../../domain/taxonomy.ts";
import { send } from "../client.ts";
import { Dialog, DialogForm } from "../parts/Dialog.tsx";
import { LabelledSelect } from "../parts/LabelledSelect.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { PeopleTabs } from "../parts/PeopleTabs.tsx";
import { PlainField } from "../parts/SecretField.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { useChange } from "../parts/use-change.ts";
import { areaTreeQuery, meQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What is asked about an area. */
interface Asking {
  readonly about: AreaView;
  readonly what: "add" | "change" | "remove";
}

/** The area tree: what each place is called, and what kind of estate it is. */
export function AreasPage() {
  const { areas } = useText();
  const tree = useQuery(areaTreeQuery);
  const { data: me } = useQuery(meQuery);
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <PeopleTabs />
      <p className="hint">{areas.hint}</p>
      <Loaded query={tree}>
        {(all) =>
          all.length === 0 ? (
            <Message {...areas.empty} />
          ) : (
            <ul className="area-tree">
              {all.map((area) => (
                <AreaRow
                  key={area.id}
                  area={area}
                  rootDepth={depthOf(all[0])}
                  isOwn={me?.areas.includes(area.path) ?? false}
                  onAsk={(what) => setAsking({ about: area, what })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {asking?.what === "remove" && <RemoveDialog area={asking.about} onClose={close} />}
      {asking && asking.what !== "remove" && (
        <AreaDialog area={asking.about} isNew={asking.what === "add"} onClose={close} />
      )}
    </>
  );
}

function depthOf(area: AreaView | undefined): number {
  return area?.path.split("/").length ?? 0;
}

function AreaRow(props: { area: AreaView; rootDepth: number; isOwn: boolean; onAsk: (what: Asking["what"]) => void }) {
  const { area, rootDepth, isOwn, onAsk } = props;
  const { areas, estateKinds: kinds, marks } = useText();
  const mayNot = useMayNot("manage_areas");
  const name = lastAreaName(area.path);
  const why = mayNot ?? undefined;
  return (
    <li style={{ "--depth": depthOf(area) - rootDepth } as CSSProperties}>
      <b>{name}</b>
      {area.estateKind && <Tag>{kinds[area.estateKind]}</Tag>}
      <span className="hint">
        {[area.groups > 0 && areas.groups(area.groups), area.staff > 0 && areas.staff(area.staff)]
          .filter(Boolean)
          .join(" · ")}
      </span>
      <Button
        type="text"
        disabled={mayNot !== null}
        title={why}
        aria-label={`${areas.addUnder}${marks.colon}${name}`}
        onClick={() => onAsk("add")}
      >
        {areas.addUnder}
      </Button>
      <Button
        type="text"
        disabled={mayNot !== null}
        title={why}
        aria-label={`${areas.change}${marks.colon}${name}`}
        onClick={() => onAsk("change")}
      >
        {areas.change}
      </Button>
      <Button
        type="text"
        danger
        disabled={mayNot !== null || isOwn}
        title={why ?? (isOwn ? areas.ownRoot : undefined)}
        aria-label={`${areas.remove}${marks.colon}${name}`}
        onClick={() => onAsk("remove")}
      >
        {areas.remove}
      </Button>
    </li>
  );
}

const touched = [["areas"], ["staff"], ["groups"], ["tickets"], ["parties"], ["me"]];

function AreaDialog({ area, isNew, onClose }: { area: AreaView; isNew: boolean; onClose: () => void }) {
  const { areas, estateKinds: kinds, marks } = useText();
  const { data: me } = useQuery(meQuery);
  const [name, setName] = useState(isNew ? "" : lastAreaName(area.path));
  const [kind, setKind] = useState<EstateKind | "">(isNew ? "" : (area.estateKind ?? ""));
  const isOwnRoot = !isNew && (me?.areas.includes(area.path) ?? false);
  const estateKind = kind === "" ? null : kind;
  const save = useChange(
    () =>
      isNew
        ? send<void>("POST", "/api/areas", { parentId: area.id, name, estateKind } satisfies PostArea)
        : send<void>("PATCH", `/api/areas/${area.id}`, {
            estateKind,
            ...(isOwnRoot ? {} : { name }),
          } satisfies PatchArea),
    { done: areas.saved, touches: touched, after: onClose },
  );
  const unusable = name.trim() === "" || /[/\\%_]/.test(name) || save.isPending;
  return (
    <Dialog
      title={`${isNew ? areas.addUnder : areas.change}${marks.colon}${lastAreaName(area.path)}`}
      onClose={onClose}
    >
      <DialogForm
        disabled={unusable}
        onSend={() => save.mutate()}
        buttons={
          <Button type="primary" size="large" htmlType="submit" loading={save.isPending} disabled={unusable}>
            {areas.save}
          </Button>
        }
      >
        {isOwnRoot ? (
          <p className="hint">{areas.ownRoot}</p>
        ) : (
          <PlainField label={areas.name} value={name} onChange={setName} autoComplete="off" />
        )}
        {!isNew && !isOwnRoot && <p className="hint">{areas.renameHint}</p>}
        <LabelledSelect
          label={areas.estateKind}
          value={kind}
          onChange={setKind}
          options={[
            { value: "", label: areas.asAbove },
            ...estateKinds.map((one) => ({ value: one, label: kinds[one] })),
          ]}
        />
        <p className="hint">{areas.estateHint}</p>
      </DialogForm>
    </Dialog>
  );
}

function RemoveDialog({ area, onClose }: { area: AreaView; onClose: () => void }) {
  const { areas, marks } = useText();
  const name = lastAreaName(area.path);
  const remove = useChange(() => send<void>("DELETE", `/api/areas/${area.id}`), {
    ...{ done: areas.removed(name), touches: touched, after: onClose },
  });
  return (
    <Dialog title={`${areas.remove}${marks.colon}${name}`} onClose={onClose}>
      <p>{areas.removeHint(name)}</p>
      <Button type="primary" danger size="large" loading={remove.isPending} onClick={() => remove.mutate()}>
        {areas.remove}
      </Button>
    </Dialog>
  );
}
