import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { BindingCode } from "../../api/groups.ts";
import type { PatchStaff, SignInLink, StaffView } from "../../api/staff.ts";
import { send } from "../client.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { OneTimeCode } from "../parts/OneTimeCode.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { meQuery, staffQuery } from "../queries.ts";
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
  const { data: me } = useQuery(meQuery);
  const [isAsking, setAsking] = useState(false);
  const at = `/api/staff/${member.id}`;
  const endSessions = useChange(() => send<void>("POST", `${at}/end-sessions`), staff.sessionsEnded(member.name));
  const setActive = useChange((body: PatchStaff) => send<void>("PATCH", at, body), staff.changed(member.name));
  const accounts = member.accounts.map(({ platform }) => text.platforms[platform]).join("、");
  return (
    <li className="card">
      <header>
        <h2>{member.name}</h2>
        <Tag color="cyan">{text.roles[member.role]}</Tag>
        {!member.active && <Tag>{staff.inactive}</Tag>}
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
        <Button
          disabled={whyNot !== null || endSessions.isPending}
          title={whyNot ?? undefined}
          onClick={() => endSessions.mutate()}
        >
          {staff.endSessions}
        </Button>
        <Button
          danger={member.active}
          disabled={whyNot !== null || setActive.isPending || me?.staffId === member.id}
          title={whyNot ?? undefined}
          onClick={() => (member.active ? setAsking(true) : setActive.mutate({ active: true }))}
        >
          {member.active ? staff.deactivate : staff.activate}
        </Button>
      </footer>
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

function useChange<Given = void>(act: (given: Given) => Promise<void>, done: string) {
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: act,
    onSuccess: () => notice({ kind: "done", text: done }),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: staffQuery.queryKey }),
  });
}
