import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { type FormEvent, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import type { PostSession } from "../../api/session.ts";
import { refusalOf, send } from "../client.ts";
import { PlainField, SecretField } from "../parts/SecretField.tsx";
import { Message } from "../parts/States.tsx";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";

/**
 * Signs in with the token behind the `#` of a one-time link, or by account and password. A fragment never reaches a server, so neither
 * a link preview nor a log can use it up or keep it.
 */
export function SignInPage() {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const token = useLocation().hash.slice(1);
  const entering = useMutation({
    mutationFn: (body: PostSession) => send<void>("POST", "/api/session", body),
    onSuccess: () => {
      client.clear();
      return navigate(paths.today(), { replace: true });
    },
  });
  const { mutate } = entering;
  useEffect(() => {
    if (token === "") return;
    // Out of the address and the history before anything else: a screenshot or a shared tab then gives nothing away.
    void navigate(paths.signIn(), { replace: true });
    mutate({ token });
  }, [token, mutate, navigate]);

  const code = entering.isError ? refusalOf(entering.error).code : null;
  return (
    <main className="sign-in">
      <h1>
        {text.name} · {text.signIn.title}
      </h1>
      <PasswordForm asksForCode={code === "SECOND_FACTOR_NEEDED"} isSending={entering.isPending} onSend={mutate} />
      {entering.isIdle && token === "" && <Message {...text.signIn.noLink} />}
      {entering.isPending && <p role="status">{text.signIn.entering}</p>}
      {entering.isError && <Message {...text.error(refusalOf(entering.error))} />}
    </main>
  );
}

function PasswordForm(props: { asksForCode: boolean; isSending: boolean; onSend: (body: PostSession) => void }) {
  const { asksForCode, isSending, onSend } = props;
  const { signIn } = useText();
  const [account, setAccount] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  // Once it was asked for it stays: a wrong code is typed again.
  const [hasCode, setHasCode] = useState(false);
  useEffect(() => {
    if (asksForCode) setHasCode(true);
  }, [asksForCode]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend({ account, password, ...(code.trim() === "" ? {} : { code }) });
  };
  return (
    <form onSubmit={submit}>
      <PlainField label={signIn.account} value={account} onChange={setAccount} autoComplete="username" />
      <SecretField label={signIn.password} value={password} onChange={setPassword} autoComplete="current-password" />
      {hasCode && <PlainField label={signIn.code} value={code} onChange={setCode} autoComplete="one-time-code" />}
      <Button type="primary" htmlType="submit" disabled={isSending || account.trim().length < 2 || password === ""}>
        {signIn.enter}
      </Button>
    </form>
  );
}
