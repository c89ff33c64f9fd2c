import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { FormCodeView, PostFormCode } from "../../api/forms.ts";
import { send } from "../client.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo, formatInstant } from "../parts/time.ts";
import { areasQuery, formsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** How long a new code may be good, in days; 0 means until it is revoked. */
const terms = [0, 30, 365] as const;

/** The QR codes of the form on the wall: make one for an area, print its poster, end it. */
export function FormsPage() {
  const text = useText();
  const codes = useQuery(formsQuery);
  return (
    <>
      <h1>{text.forms.title}</h1>
      <p className="hint">{text.forms.intro}</p>
      <NewCode />
      <Loaded query={codes}>
        {(all) =>
          all.length === 0 ? (
            <Message {...text.forms.empty} />
          ) : (
            <ul className="cards">
              {all.map((code) => (
                <CodeCard key={code.id} code={code} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function NewCode() {
  const text = useText();
  const mayNot = useMayNot("manage_groups");
  const { data: areas = [] } = useQuery(areasQuery);
  const [areaPath, setAreaPath] = useState<string | null>(null);
  const [days, setDays] = useState<number>(0);
  const make = useChange((body: PostFormCode) => send<FormCodeView>("POST", "/api/forms", body), text.forms.made);
  return (
    <div className="card new-code">
      <div className="card-fields">
        <div className="field">
          <span>{text.forms.area}</span>
          <Select
            aria-label={text.forms.area}
            placeholder={text.forms.chooseArea}
            showSearch
            disabled={mayNot !== null}
            value={areaPath}
            onChange={setAreaPath}
            options={areas.map((path) => ({ value: path, label: path }))}
            popupMatchSelectWidth={false}
          />
        </div>
        <div className="field">
          <span>{text.forms.term}</span>
          <Select
            aria-label={text.forms.term}
            disabled={mayNot !== null}
            value={days}
            onChange={setDays}
            options={terms.map((term) => ({ value: term, label: text.forms.terms(term) }))}
          />
        </div>
      </div>
      <footer>
        <Button
          type="primary"
          loading={make.isPending}
          disabled={mayNot !== null || areaPath === null}
          title={mayNot ?? undefined}
          onClick={() => areaPath && make.mutate({ areaPath, ...(days > 0 ? { days } : {}) })}
        >
          {text.forms.make}
        </Button>
      </footer>
      {mayNot && <p className="hint">{mayNot}</p>}
    </div>
  );
}

function CodeCard({ code }: { code: FormCodeView }) {
  const text = useText();
  const mayNot = useMayNot("manage_groups");
  const { id, areaPath, address, isLive, expiresAt, revokedAt, reports, lastReportAt } = code;
  const change = (action: "revoke" | "rotate") => () => send<FormCodeView>("POST", `/api/forms/${id}/${action}`);
  const changes = {
    revoke: useChange(change("revoke"), text.forms.revoked),
    rotate: useChange(change("rotate"), text.forms.rotated),
  };
  const [asking, setAsking] = useState<keyof typeof changes | null>(null);
  const now = new Date();
  return (
    <li className="card">
      <header>
        <h2>{areaPath}</h2>
        <Tag color={isLive ? "green" : "default"}>
          {isLive ? text.forms.live : revokedAt ? text.forms.ended : text.forms.expired}
        </Tag>
      </header>
      <p>
        {text.forms.reports(reports)}
        {lastReportAt && ` · ${text.forms.last(formatAgo(lastReportAt, now, text))}`}
      </p>
      <p className="hint">
        {text.forms.number(id)}
        {isLive && expiresAt && ` · ${text.forms.until(formatInstant(expiresAt, now))}`}
      </p>
      {isLive && (
        <>
          <p>
            <a href={address} target="_blank" rel="noreferrer">
              {address}
            </a>
          </p>
          {isHere(address) && <p className="hint">{text.forms.onlyHere}</p>}
          <footer>
            <Button type="primary" href={`/api/forms/${id}/poster.pdf`} target="_blank">
              {text.forms.poster}
            </Button>
            {(["rotate", "revoke"] as const).map((action) => (
              <Button
                key={action}
                danger={action === "revoke"}
                disabled={mayNot !== null || changes[action].isPending}
                title={mayNot ?? undefined}
                onClick={() => setAsking(action)}
              >
                {text.forms[action]}
              </Button>
            ))}
          </footer>
        </>
      )}
      {asking && (
        <Dialog title={text.forms[asking]} onClose={() => setAsking(null)}>
          <p>{asking === "rotate" ? text.forms.rotateHint : text.forms.revokeHint}</p>
          <Button
            type="primary"
            danger
            onClick={() => {
              setAsking(null);
              changes[asking].mutate();
            }}
          >
            {text.forms[asking]}
          </Button>
        </Dialog>
      )}
    </li>
  );
}

/** True for an address that only this machine knows: a poster with it leads nowhere. */
function isHere(address: string): boolean {
  return /^https?:\/\/(127\.|localhost|\[::1\])/.test(address);
}

function useChange<T = void>(act: (given: T) => Promise<FormCodeView>, done: (area: string) => string) {
  const client = useQueryClient();
  const notice = useNotice();
  const refused = useRefusalNotice();
  return useMutation({
    mutationFn: act,
    onSuccess: ({ areaPath }) => notice({ kind: "done", text: done(areaPath) }),
    onError: refused,
    onSettled: () => client.invalidateQueries({ queryKey: formsQuery.queryKey }),
  });
}
