import { useQuery } from "@tanstack/react-query";
import Tag from "antd/es/tag";
import type { BindingCode } from "../../api/groups.ts";
import type { SignInLink, StaffView } from "../../api/staff.ts";
import { send } from "../client.ts";
import { useMayNot } from "../parts/may-not.ts";
import { OneTimeCode } from "../parts/OneTimeCode.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { staffQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** The members of staff, and how each gets in: a sign-in link for the console, a code for their chat account. */
export function StaffPage() {
  const { staff } = useText();
  const everybody = useQuery(staffQuery);
  return (
    <>
      <h1>{staff.title}</h1>
      <Loaded query={everybody}>
        {(all) =>
          all.length === 0 ? (
            <Message {...staff.empty} />
          ) : (
            <ul className="cards">
              {all.map((member) => (
                <StaffCard key={member.id} member={member} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function StaffCard({ member }: { member: StaffView }) {
  const text = useText();
  const { staff } = text;
  const whyNot = useMayNot("manage_staff");
  const accounts = member.accounts.map(({ platform }) => text.platforms[platform]).join("、");
  return (
    <li className="card">
      <header>
        <h2>{member.name}</h2>
        <Tag color="cyan">{text.roles[member.role]}</Tag>
      </header>
      <p className="hint">
        <span>
          {staff.areas}：{member.areas.join("、")}
        </span>
        <span>
          {staff.accounts}：{accounts || staff.noAccounts}
        </span>
        <span>{staff.lastSeen(member.lastSeenAt && formatAgo(member.lastSeenAt, new Date(), text))}</span>
      </p>
      <footer>
        <OneTimeCode
          label={staff.signInLink}
          hint={staff.signInHint}
          whyNot={whyNot}
          make={() => send<SignInLink>("POST", `/api/staff/${member.id}/sign-in-link`)}
          shown={({ url }) => new URL(url, window.location.href).href}
        />
        <OneTimeCode
          label={staff.bindingCode}
          hint={staff.bindingHint}
          whyNot={whyNot}
          make={() => send<BindingCode>("POST", `/api/staff/${member.id}/binding-code`)}
          shown={({ code }) => code}
        />
      </footer>
    </li>
  );
}
