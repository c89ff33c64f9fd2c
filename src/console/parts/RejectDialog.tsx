import Button from "antd/es/button";
import { useEffect } from "react";
import { rejectReasons } from "../../api/event-needs.ts";
import { useText } from "../settings.tsx";
import { Dialog } from "./Dialog.tsx";
import type { DecisionDialogProps } from "./decide.ts";

/** Asks why a draft is not a report; one tap, or the number of the reason, sends it. */
export function RejectDialog({ onDecide, onClose }: DecisionDialogProps) {
  const text = useText();
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      const reason = rejectReasons[Number(key) - 1];
      if (reason) onDecide([{ event: "reject", reason }]);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onDecide]);
  return (
    <Dialog title={text.reject.title} onClose={onClose}>
      <p className="hint">{text.reject.hint}</p>
      <div className="choices">
        {rejectReasons.map((reason, at) => (
          <Button key={reason} size="large" block onClick={() => onDecide([{ event: "reject", reason }])}>
            <kbd>{at + 1}</kbd> {text.rejectReasons[reason]}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
