import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import { useState } from "react";
import { areasQuery, taxonomyQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { Dialog, DialogForm, insideDialog } from "./Dialog.tsx";
import type { DecisionDialogProps, Step } from "./decide.ts";

/** Asks for another category or place, the runner-up first. Staff who correct a draft mostly approve it: that is one press, or Enter. */
export function ChangeDialog({ ticket, onDecide, onClose }: DecisionDialogProps) {
  const text = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  const [category, setCategory] = useState(ticket.category);
  const [areaPath, setAreaPath] = useState(ticket.areaPath);

  const change: Step = {
    event: "change_category",
    ...(category === ticket.category ? {} : { category }),
    ...(areaPath === ticket.areaPath || areaPath === null ? {} : { areaPath }),
  };
  const unchanged = change.category === undefined && change.areaPath === undefined;
  const isDraft = ticket.status === "draft";
  return (
    <Dialog title={text.change.title} onClose={onClose}>
      <DialogForm
        disabled={unchanged}
        onSend={() => onDecide(isDraft ? [change, { event: "approve" }] : [change])}
        buttons={
          <>
            <Button disabled={unchanged} onClick={() => onDecide([change])}>
              {text.change.save}
            </Button>
            {isDraft && (
              <Button type="primary" htmlType="submit" disabled={unchanged}>
                {text.change.saveAndApprove}
              </Button>
            )}
          </>
        }
      >
        <CategoryChoice value={category} runnerUp={ticket.triage.runnerUp} onChange={setCategory} />
        <div className="field">
          <span>{text.change.area}</span>
          <Select
            showSearch
            size="large"
            aria-label={text.change.area}
            value={areaPath}
            onChange={setAreaPath}
            getPopupContainer={insideDialog}
            options={areas.map((path) => ({ value: path, label: path }))}
          />
        </div>
      </DialogForm>
    </Dialog>
  );
}

/** Every category at once: two dozen words are read faster than a list is opened. */
function CategoryChoice(props: { value: string; runnerUp: string | null; onChange: (code: string) => void }) {
  const { value, runnerUp, onChange } = props;
  const { change } = useText();
  const label = useCategoryLabel();
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const codes = taxonomy.map(({ code }) => code);
  const ordered = runnerUp ? [runnerUp, ...codes.filter((code) => code !== runnerUp)] : codes;
  return (
    <fieldset className="category-choices">
      <legend>{change.category}</legend>
      {ordered.map((code) => (
        <label key={code} className={code === value ? "category chosen" : "category"}>
          <input type="radio" name="category" checked={code === value} onChange={() => onChange(code)} />
          {label(code)}
          {code === runnerUp && <small>{change.suggested}</small>}
        </label>
      ))}
    </fieldset>
  );
}
