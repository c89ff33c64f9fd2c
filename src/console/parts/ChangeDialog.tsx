import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Select from "antd/es/select";
import { useState } from "react";
import { areasQuery, taxonomyQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { Dialog, insideDialog } from "./Dialog.tsx";
import type { Step } from "./decide.ts";
import type { DecisionDialogProps } from "./EventDialog.tsx";

/** Asks for another category or place, the runner-up first. Staff who correct a draft mostly approve it: that is one press. */
export function ChangeDialog({ ticket, onDecide, onClose }: DecisionDialogProps) {
  const text = useText();
  const label = useCategoryLabel();
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const { data: areas = [] } = useQuery(areasQuery);
  const { runnerUp } = ticket.triage;
  const [category, setCategory] = useState(ticket.category);
  const [areaPath, setAreaPath] = useState(ticket.areaPath);

  const change: Step = {
    event: "change_category",
    ...(category === ticket.category ? {} : { category }),
    ...(areaPath === ticket.areaPath || areaPath === null ? {} : { areaPath }),
  };
  const changed = change.category !== undefined || change.areaPath !== undefined;
  const codes = taxonomy.map(({ code }) => code);
  const ordered = runnerUp ? [runnerUp, ...codes.filter((code) => code !== runnerUp)] : codes;
  return (
    <Dialog title={text.change.title} onClose={onClose}>
      <fieldset className="category-choices">
        <legend>{text.change.category}</legend>
        {ordered.map((code) => (
          <label key={code} className={code === category ? "category chosen" : "category"}>
            <input type="radio" name="category" checked={code === category} onChange={() => setCategory(code)} />
            {label(code)}
            {code === runnerUp && <small>{text.change.suggested}</small>}
          </label>
        ))}
      </fieldset>
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
      <footer>
        <Button disabled={!changed} onClick={() => onDecide([change])}>
          {text.change.save}
        </Button>
        {ticket.status === "draft" && (
          <Button type="primary" disabled={!changed} onClick={() => onDecide([change, { event: "approve" }])}>
            {text.change.saveAndApprove}
          </Button>
        )}
      </footer>
    </Dialog>
  );
}
