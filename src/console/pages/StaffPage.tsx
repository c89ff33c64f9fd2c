import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { BindingCode } from "../../api/groups.ts";
import type { PatchStaff, SignInLink, StaffView } from "../../api/staff.ts";
import { send } from "../client.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { GrantDialog } from "../parts/GrantDialog.tsx";
import { Grants } from "../parts/Grants.tsx";
import { InviteDialog } from "../parts/InviteDialog.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { OneTimeCode } from "../parts/OneTimeCode.tsx";
import { PeopleTabs } from "../parts/PeopleTabs.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { useChange } from "../parts/use-change.ts";
import { meQuery, staffQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** The members of staff, and how each gets in: a sign-in link for the console, a code for their chat account. */
export function StaffPage() {
  const { staff } = useText();
  const everybody = useQuery(staffQuery);
  const mayNot = useMayNot("manage_staff");
  const [isInviting, setInviting] = useState(false);
  return (
    <>
      <PeopleTabs />
      <p className="page-actions">
        <Button
          type="primary"
          size="large"
          disabled={mayNot !== null}
          title={mayNot ?? undefined}
          onClick={() => setInviting(true)}
        >
          {staff.invite}
        </Button>
        {mayNot && <span className="hint">{mayNot}</span>}
      </p>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
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
  const { data: me } = useQuery(meQuery);
  const [isAsking, setAsking] = useState(false);
  const at = `/api/staff/${member.id}`;
  const touches = [["staff"]];
  const done = { end: staff.sessionsEnded(member.name), change: staff.changed(member.name) };
  const endSessions = useChange(() => send<void>("POST", `${at}/end-sessions`), { done: done.end, touches });
  const setActive = useChange((body: PatchStaff) => send<void>("PATCH", at, body), { done: done.change, touches });
  const [granting, setGranting] = useState<"deputy" | "grant" | null>(null);
  const isMe = me?.staffId === member.id;
  const accounts = member.accounts.map(({ platform }) => text.platforms[platform]).join(text.marks.and);
  return (
    <li className="card">
      <header>
        <h2>{member.name}</h2>
        <Tag color="cyan">{text.roles[member.role]}</Tag>
        {!member.active && <Tag>{staff.inactive}</Tag>}
      </header>
      <p className="hint">
        <span>
          {staff.areas}
          {text.marks.colon}
          {member.areas.join(text.marks.and)}
        </span>
        {member.party && (
          <span>
            {staff.party}
            {text.marks.colon}
            {member.party}
          </span>
        )}
        <span>
          {staff.accounts}
          {text.marks.colon}
          {accounts || staff.noAccounts}
        </span>
        <span>{staff.lastSeen(member.lastSeenAt && formatAgo(member.lastSeenAt, new Date(), text))}</span>
      </p>
      <Grants member={member} />
      <footer>
        {(["deputy", "grant"] as const).map((kind) => (
          <Button
            key={kind}
            disabled={whyNot !== null || isMe || !member.active}
            title={whyNot ?? (isMe ? staff.notYourself : undefined)}
            onClick={() => setGranting(kind)}
          >
            {staff[kind]}
          </Button>
        ))}
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
        <Button
          disabled={whyNot !== null || endSessions.isPending}
          title={whyNot ?? undefined}
          onClick={() => endSessions.mutate()}
        >
          {staff.endSessions}
        </Button>
        <Button
          danger={member.active}
          disabled={whyNot !== null || setActive.isPending || isMe}
          title={whyNot ?? undefined}
          onClick={() => (member.active ? setAsking(true) : setActive.mutate({ active: true }))}
        >
          {member.active ? staff.deactivate : staff.activate}
        </Button>
      </footer>
      {granting && <GrantDialog member={member} kind={granting} onClose={() => setGranting(null)} />}
      {isAsking && (
        <Dialog title={staff.deactivate} onClose={() => setAsking(false)}>
          <p>{staff.deactivateHint(member.name)}</p>
          <Button
            type="primary"
            danger
            onClick={() => {
              setAsking(false);
              setActive.mutate({ active: false });
            }}
          >
            {staff.deactivate}
          </Button>
        </Dialog>
      )}
    </li>
  );
}
