import Button from "antd/es/button";
import Tag from "antd/es/tag";
import type { GrantView, StaffView } from "../../api/staff.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { lastDayBefore } from "./audit-sentence.ts";
import { useMayNot } from "./may-not.ts";
import { formatDay } from "./time.ts";
import { useChange } from "./use-change.ts";

const stateColors: Readonly<Record<GrantView["state"], string>> = {
  waiting: "gold",
  coming: "blue",
  live: "green",
  over: "default",
};

/** What somebody may do beside their own post, and until when. */
export function Grants({ member }: { member: StaffView }) {
  const { staff } = useText();
  if (member.grants.length === 0) return null;
  return (
    <section aria-label={staff.grants}>
      <h3>{staff.grants}</h3>
      <ul className="grants">
        {member.grants.map((grant) => (
          <GrantRow key={grant.id} grant={grant} name={member.name} />
        ))}
      </ul>
    </section>
  );
}

function GrantRow({ grant, name }: { grant: GrantView; name: string }) {
  const { staff, roles } = useText();
  const mayNot = useMayNot("manage_staff");
  const options = { done: staff.changed(name), touches: [["staff"]] };
  const confirm = useChange(() => send<void>("POST", `/api/grants/${grant.id}/confirm`), options);
  const end = useChange(() => send<void>("DELETE", `/api/grants/${grant.id}`), options);
  const { role, areaPath, standsInFor, state, givenBy } = grant;
  return (
    <li>
      <Tag color={stateColors[state]}>{staff.grantStates[state]}</Tag>
      <span>{[standsInFor && staff.standsInFor(standsInFor), roles[role], areaPath].filter(Boolean).join(" · ")}</span>
      <span className="hint">
        {staff.period(formatDay(grant.from), lastDayBefore(grant.until))}
        {givenBy && ` · ${staff.givenBy(givenBy)}`}
      </span>
      {grant.canConfirm && (
        <Button disabled={mayNot !== null} loading={confirm.isPending} onClick={() => confirm.mutate()}>
          {staff.confirm}
        </Button>
      )}
      {state !== "over" && (
        <Button
          disabled={mayNot !== null}
          title={mayNot ?? undefined}
          loading={end.isPending}
          onClick={() => end.mutate()}
        >
          {staff.end}
        </Button>
      )}
    </li>
  );
}
