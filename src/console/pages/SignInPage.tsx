import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";
import type { PostSession } from "../../api/session.ts";
import { refusalOf, send } from "../client.ts";
import { Message } from "../parts/States.tsx";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";

/**
 * Signs in with the token behind the `#` of a one-time link. A fragment never reaches a server, so neither a link preview nor a log
 * can use it up or keep it.
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

  return (
    <main className="sign-in">
      <h1>
        {text.name} · {text.signIn.title}
      </h1>
      {entering.isIdle && token === "" && <Message {...text.signIn.noLink} />}
      {entering.isPending && <p role="status">{text.signIn.entering}</p>}
      {entering.isError && <Message {...text.error(refusalOf(entering.error))} />}
    </main>
  );
}
