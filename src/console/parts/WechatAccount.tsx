import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Tag from "antd/es/tag";
import type { ConfirmRoom, PersonalAccountView } from "../../api/personal-account.ts";
import { send } from "../client.ts";
import { personalAccountQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useMayNot } from "./may-not.ts";
import { useRefusalNotice } from "./refusal-notice.ts";
import { formatInstant } from "./time.ts";

/** The personal account that speaks in WeChat groups, for those who may run it: its risk, its login, and which room is which group. */
export function WechatAccount() {
  const mayNot = useMayNot("manage_groups");
  const { data } = useQuery({ ...personalAccountQuery, enabled: mayNot === null });
  if (mayNot !== null || !data?.account) return null;
  return <AccountCard account={data.account} />;
}

const stepColors = {
  off: "default",
  starting: "blue",
  needs_login: "orange",
  online: "green",
  offline: "red",
} as const;

function AccountCard({ account }: { account: PersonalAccountView }) {
  const { wechat } = useText();
  const act = useAccountAction();
  const { step, accountName, consent, suggestions } = account;
  return (
    <section className="card wechat-account" aria-label={wechat.title}>
      <header>
        <h2>{wechat.title}</h2>
        <Tag color={stepColors[step]}>{wechat.steps[step]}</Tag>
        {accountName && <span>{accountName}</span>}
      </header>
      {consent === null ? <Risk act={act} /> : <Login account={account} act={act} />}
      <Pause account={account} act={act} />
      {suggestions.map((suggestion) => (
        <Suggestion key={suggestion.groupId} suggestion={suggestion} act={act} />
      ))}
      {account.puppet.includes("wechat4u") && <p className="hint">{wechat.cutsLines}</p>}
      {consent && (
        <footer>
          <span className="hint">
            {wechat.accepted(consent.staffName, formatInstant(consent.acceptedAt, new Date()))}
          </span>
          <Button danger onClick={() => act.mutate({ method: "DELETE", path: "/consent" })}>
            {wechat.withdraw}
          </Button>
        </footer>
      )}
    </section>
  );
}

type Act = ReturnType<typeof useAccountAction>;

function Risk({ act }: { act: Act }) {
  const { wechat } = useText();
  return (
    <>
      <p className="warning">{wechat.risk}</p>
      <Button loading={act.isPending} onClick={() => act.mutate({ method: "POST", path: "/consent" })}>
        {wechat.accept}
      </Button>
    </>
  );
}

function Login({ account, act }: { account: PersonalAccountView; act: Act }) {
  const { wechat } = useText();
  if (account.step !== "needs_login" && account.step !== "offline") return null;
  if (account.qr) {
    return (
      <>
        <p>{wechat.scan}</p>
        <img className="login-code" src={account.qr.image} alt={wechat.codeAlt} width={220} height={220} />
        <p className="hint">{wechat.codeUntil(formatInstant(account.qr.expiresAt, new Date()))}</p>
      </>
    );
  }
  return (
    <>
      <p>{account.scanned ? wechat.scanned : wechat.noCode}</p>
      <Button loading={act.isPending} onClick={() => act.mutate({ method: "POST", path: "/qr" })}>
        {wechat.newCode}
      </Button>
    </>
  );
}

function Pause({ account: { pausedUntil }, act }: { account: PersonalAccountView; act: Act }) {
  const { wechat } = useText();
  if (pausedUntil === null) return null;
  return (
    <>
      <p className="warning">
        {pausedUntil === "resumed" ? wechat.stopped : wechat.pausedUntil(formatInstant(pausedUntil, new Date()))}
      </p>
      <Button loading={act.isPending} onClick={() => act.mutate({ method: "POST", path: "/resume" })}>
        {wechat.resume}
      </Button>
    </>
  );
}

function Suggestion({ suggestion, act }: { suggestion: PersonalAccountView["suggestions"][number]; act: Act }) {
  const { wechat } = useText();
  const { groupId, ref, groupName, areaPath, topic, sharedMembers } = suggestion;
  return (
    <>
      <p>{wechat.suggestion(groupName, areaPath, topic, Math.round(sharedMembers * 100))}</p>
      <Button
        loading={act.isPending}
        onClick={() => act.mutate({ method: "POST", path: "/rooms", body: { groupId, ref } })}
      >
        {wechat.confirm(groupName)}
      </Button>
    </>
  );
}

function useAccountAction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path, body }: { method: "POST" | "DELETE"; path: string; body?: ConfirmRoom }) =>
      send<void>(method, `/api/wechat${path}`, body),
    onError: useRefusalNotice(),
    onSettled: () => queries.invalidateQueries({ queryKey: personalAccountQuery.queryKey }),
  });
}
