import { useQuery } from "@tanstack/react-query";
import { type Role, roles } from "../../domain/authority.ts";
import { areasQuery, partiesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { LabelledSelect } from "./LabelledSelect.tsx";

/** A duty as it is being asked for. */
export interface DutyAsked {
  readonly role: Role | null;
  readonly areaPath: string | null;
  readonly partyId: string | null;
}

/** A duty of which nothing is chosen yet. */
export const emptyDuty: DutyAsked = { role: null, areaPath: null, partyId: null };

/** True when a duty is named as far as the house needs it. */
export function isWholeDuty(duty: DutyAsked): duty is DutyAsked & { readonly role: Role; readonly areaPath: string } {
  return duty.role !== null && duty.areaPath !== null && (duty.role === "party") === (duty.partyId !== null);
}

/** The role, the area, and for a handler the party. */
export function DutyFields({ duty, onChange }: { duty: DutyAsked; onChange: (duty: DutyAsked) => void }) {
  const { staff, roles: roleWords } = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: parties = [] } = useQuery(partiesQuery);
  return (
    <>
      <LabelledSelect
        label={staff.role}
        value={duty.role}
        onChange={(role) => onChange({ ...duty, role, partyId: role === "party" ? duty.partyId : null })}
        options={roles.map((role) => ({ value: role, label: roleWords[role] }))}
      />
      <LabelledSelect
        label={staff.area}
        value={duty.areaPath}
        onChange={(areaPath) => onChange({ ...duty, areaPath })}
        options={areas.map((path) => ({ value: path, label: path }))}
      />
      {duty.role === "party" && (
        <LabelledSelect
          label={staff.party}
          value={duty.partyId}
          onChange={(partyId) => onChange({ ...duty, partyId })}
          options={parties.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <p className="hint">{staff.secondAdmin}</p>
    </>
  );
}
