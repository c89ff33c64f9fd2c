import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import type { AccountView, PostPassword, RecoveryCodes, TotpSecret } from "../../api/session.ts";
import { passwordCharsMin } from "../../domain/password.ts";
import { send } from "../client.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { PlainField, SecretField } from "../parts/SecretField.tsx";
import { Loaded } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { accountQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** One's own account: the password, the second factor, and where one is signed in. */
export function AccountPage() {
  const { account } = useText();
  const query = useQuery(accountQuery);
  return (
    <div className="account">
      <h1>{account.title}</h1>
      <Loaded query={query}>
        {(view) => (
          <ul className="cards">
            <PasswordCard view={view} />
            <SecondFactorCard view={view} />
            <SessionsCard view={view} />
          </ul>
        )}
      </Loaded>
    </div>
  );
}

function PasswordCard({ view }: { view: AccountView }) {
  const { account: text, signIn } = useText();
  const [account, setAccount] = useState(view.account ?? "");
  const [password, setPassword] = useState("");
  const set = useChange(
    (body: PostPassword) => send<void>("POST", "/api/account/password", body),
    text.passwordSet,
    () => setPassword(""),
  );
  return (
    <li className="card">
      <header>
        <h2>{view.hasPassword ? text.changePassword : text.setPassword}</h2>
      </header>
      <p className="hint">{text.passwordHint(passwordCharsMin)}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ account, password });
        }}
      >
        <PlainField label={signIn.account} value={account} onChange={setAccount} autoComplete="username" />
        <SecretField label={text.newPassword} value={password} onChange={setPassword} autoComplete="new-password" />
        <Button
          type="primary"
          htmlType="submit"
          loading={set.isPending}
          disabled={account.trim().length < 2 || password === ""}
        >
          {text.save}
        </Button>
      </form>
    </li>
  );
}

function SecondFactorCard({ view }: { view: AccountView }) {
  const { account: text, signIn } = useText();
  const [code, setCode] = useState("");
  const begin = useChange(() => send<TotpSecret>("POST", "/api/account/totp"), null);
  const confirm = useChange(
    () => send<RecoveryCodes>("POST", "/api/account/totp/confirm", { code }),
    text.factorSet,
    () => begin.reset(),
  );
  const drop = useChange(() => send<void>("DELETE", "/api/account/totp"), text.factorDropped);
  return (
    <li className="card">
      <header>
        <h2>{text.secondFactor}</h2>
      </header>
      <p>{view.hasSecondFactor ? text.hasFactor(view.recoveryCodesLeft) : text.noFactor}</p>
      {begin.data && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            confirm.mutate();
          }}
        >
          <p className="hint">{text.factorHint}</p>
          <output className="one-time-code">{begin.data.secret}</output>
          <a href={begin.data.uri}>{text.openAuthenticator}</a>
          <PlainField label={signIn.code} value={code} onChange={setCode} autoComplete="one-time-code" />
          <Button type="primary" htmlType="submit" loading={confirm.isPending} disabled={code.trim().length < 6}>
            {text.confirmFactor}
          </Button>
        </form>
      )}
      <footer>
        {!begin.data && (
          <Button loading={begin.isPending} onClick={() => begin.mutate()}>
            {view.hasSecondFactor ? text.renewFactor : text.setFactor}
          </Button>
        )}
        {view.hasSecondFactor && (
          <Confirmed
            label={text.dropFactor}
            hint={text.dropFactorHint}
            isSending={drop.isPending}
            onConfirm={drop.mutate}
          />
        )}
      </footer>
      {confirm.data && (
        <Dialog title={text.recoveryTitle} onClose={confirm.reset}>
          <p>{text.recoveryHint}</p>
          <ul className="recovery-codes">
            {confirm.data.recoveryCodes.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Dialog>
      )}
    </li>
  );
}

function SessionsCard({ view }: { view: AccountView }) {
  const text = useText();
  const now = new Date();
  const end = useChange((id: string) => send<void>("DELETE", `/api/account/sessions/${id}`), text.account.sessionEnded);
  const endOthers = useChange(() => send<void>("DELETE", "/api/account/sessions"), text.account.sessionEnded);
  return (
    <li className="card">
      <header>
        <h2>{text.account.sessions}</h2>
      </header>
      <ul className="account-sessions">
        {view.sessions.map(({ id, device, isHere, lastSeenAt }) => (
          <li key={id}>
            <strong>{device || text.words.unknown}</strong>
            <span className="hint">{text.account.lastUsed(formatAgo(lastSeenAt, now, text))}</span>
            {isHere ? (
              <span>{text.account.here}</span>
            ) : (
              <Button disabled={end.isPending} onClick={() => end.mutate(id)}>
                {text.account.endSession}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {view.sessions.length > 1 && (
        <footer>
          <Confirmed
            label={text.account.endOthers}
            hint={text.account.endOthersHint}
            isSending={endOthers.isPending}
            onConfirm={endOthers.mutate}
          />
        </footer>
      )}
    </li>
  );
}

/** A button for what is asked twice. */
function Confirmed(props: { label: string; hint: string; isSending: boolean; onConfirm: () => void }) {
  const { label, hint, isSending, onConfirm } = props;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button danger loading={isSending} onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <Dialog title={label} onClose={() => setAsking(false)}>
          <p>{hint}</p>
          <Button
            type="primary"
            danger
            onClick={() => {
              setAsking(false);
              onConfirm();
            }}
          >
            {label}
          </Button>
        </Dialog>
      )}
    </>
  );
}

function useChange<T, Given = void>(act: (given: Given) => Promise<T>, done: string | null, then?: () => void) {
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      if (done) notice({ kind: "done", text: done });
      then?.();
    },
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: accountQuery.queryKey }),
  });
}
