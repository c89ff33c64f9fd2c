import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import type { PostGrant, StaffView } from "../../api/staff.ts";
import { send } from "../client.ts";
import { staffQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { DayField } from "./DayField.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { DutyFields, emptyDuty, isWholeDuty } from "./DutyFields.tsx";
import { LabelledSelect } from "./LabelledSelect.tsx";
import { formatDay } from "./time.ts";
import { useChange } from "./use-change.ts";

/** Asks which duty somebody may act under for some days: that of whom they stand in for, or one that is named. */
export function GrantDialog(props: { member: StaffView; kind: "deputy" | "grant"; onClose: () => void }) {
  const { member, kind, onClose } = props;
  const { staff, roles, marks } = useText();
  const { data: everybody = [] } = useQuery(staffQuery);
  const today = formatDay(new Date().toISOString());
  const [standsInForId, setStandsInFor] = useState<string | null>(null);
  const [duty, setDuty] = useState(emptyDuty);
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const give = useChange((body: PostGrant) => send<void>("POST", `/api/staff/${member.id}/grants`, body), {
    ...{ done: staff.given(member.name), touches: [["staff"]], after: onClose },
  });
  const days = { from, to };
  const body: PostGrant | null =
    kind === "deputy"
      ? standsInForId === null
        ? null
        : { standsInForId, ...days }
      : isWholeDuty(duty)
        ? { role: duty.role, areaPath: duty.areaPath, partyId: duty.partyId, ...days }
        : null;
  const unusable = !body || from === "" || to < from || give.isPending;
  const others = everybody.filter(({ id, active }) => active && id !== member.id);
  return (
    <Dialog title={`${kind === "deputy" ? staff.deputy : staff.grant}${marks.colon}${member.name}`} onClose={onClose}>
      <DialogForm
        disabled={unusable}
        onSend={() => body && give.mutate(body)}
        buttons={
          <Button type="primary" size="large" htmlType="submit" loading={give.isPending} disabled={unusable}>
            {staff.give}
          </Button>
        }
      >
        <p className="hint">{kind === "deputy" ? staff.deputyHint(member.name) : staff.grantHint(member.name)}</p>
        {kind === "deputy" ? (
          <LabelledSelect
            label={staff.forWhom}
            value={standsInForId}
            onChange={setStandsInFor}
            options={others.map(({ id, name, role, areas }) => ({
              value: id,
              label: marks.aside(name, `${roles[role]}${marks.comma}${areas.join(marks.and)}`),
            }))}
          />
        ) : (
          <DutyFields duty={duty} onChange={setDuty} />
        )}
        <DayField label={staff.from} value={from} onChange={setFrom} />
        <DayField label={staff.to} value={to} onChange={setTo} />
      </DialogForm>
    </Dialog>
  );
}
