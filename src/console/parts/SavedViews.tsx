import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import { useId, useState } from "react";
import { Link } from "react-router";
import type { PostSavedFilter, SavedFilterView } from "../../api/filters.ts";
import { refusalOf, send } from "../client.ts";
import { paths } from "../paths.ts";
import { filtersQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { Dialog, DialogForm } from "./Dialog.tsx";
import { useNotice } from "./Notices.tsx";

/** The views that the reader keeps, each a press away, and the way to keep the one that is looked at. */
export function SavedViews({ query }: { query: string }) {
  const text = useText();
  const { views } = text.tickets;
  const { data: kept = [] } = useQuery(filtersQuery);
  const [naming, setNaming] = useState(false);
  const { keep, drop } = useViews();
  const current = kept.find((view) => view.query === query);
  return (
    <nav className="saved-views" aria-label={views.label}>
      {kept.map((view) => (
        <Link
          key={view.id}
          className="chip"
          aria-current={view === current ? "page" : undefined}
          to={`${paths.tickets()}?${view.query}`}
        >
          {view.name}
        </Link>
      ))}
      {current ? (
        <Button size="small" type="text" onClick={() => drop.mutate(current)}>
          {views.drop(current.name)}
        </Button>
      ) : (
        query !== "" && (
          <Button size="small" type="text" onClick={() => setNaming(true)}>
            {views.keep}
          </Button>
        )
      )}
      {naming && (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={(name) => {
            setNaming(false);
            keep.mutate({ name, query });
          }}
        />
      )}
    </nav>
  );
}

function NameDialog({ onName, onClose }: { onName: (name: string) => void; onClose: () => void }) {
  const text = useText();
  const { views } = text.tickets;
  const id = useId();
  const [name, setName] = useState("");
  const disabled = name.trim() === "";
  return (
    <Dialog title={views.keep} onClose={onClose}>
      <DialogForm
        disabled={disabled}
        onSend={() => onName(name.trim())}
        buttons={
          <>
            <Button onClick={onClose}>{text.words.cancel}</Button>
            <Button type="primary" htmlType="submit" disabled={disabled}>
              {views.save}
            </Button>
          </>
        }
      >
        <div className="field">
          <label htmlFor={id}>{views.name}</label>
          <Input id={id} maxLength={30} value={name} onChange={({ target }) => setName(target.value)} />
          <p className="hint">{views.hint}</p>
        </div>
      </DialogForm>
    </Dialog>
  );
}

/** Keeps and drops views, and says how it went. */
function useViews() {
  const text = useText();
  const notice = useNotice();
  const client = useQueryClient();
  const onError = (error: unknown) => {
    const { what, todo } = text.error(refusalOf(error));
    notice({ kind: "refused", text: `${what}${todo}` });
  };
  const onSettled = () => client.invalidateQueries(filtersQuery);
  const keep = useMutation({
    mutationFn: (view: PostSavedFilter) => send<SavedFilterView>("POST", "/api/filters", view),
    onSuccess: ({ name }) => notice({ kind: "done", text: text.tickets.views.kept(name) }),
    ...{ onError, onSettled },
  });
  const drop = useMutation({
    mutationFn: ({ id }: SavedFilterView) => send<void>("DELETE", `/api/filters/${encodeURIComponent(id)}`),
    onSuccess: (_, { name }) => notice({ kind: "done", text: text.tickets.views.dropped(name) }),
    ...{ onError, onSettled },
  });
  return { keep, drop };
}
