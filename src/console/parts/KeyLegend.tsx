import Button from "antd/es/button";
import { useText } from "../settings.tsx";

/** The keys of the queue, folded until asked for. A phone has none, so it shows none. */
export function KeyLegend({ open, onToggle }: { open: boolean; onToggle: () => void }) {
  const { today } = useText();
  return (
    <div className="key-legend">
      <Button type="text" aria-expanded={open} onClick={onToggle}>
        {today.keys} <kbd>?</kbd>
      </Button>
      {open && (
        <dl>
          {Object.entries(today.keyRows).map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
