import Button from "antd/es/button";
import { useText } from "../settings.tsx";

/** What is decided about a draft in the queue. */
export type DraftEvent = "approve" | "change_category" | "merge" | "reject";

const keys = { approve: "a", change_category: "c", merge: "m", reject: "x" } as const satisfies Record<
  DraftEvent,
  string
>;

/** The four decisions on a draft, under the thumb on a phone, each with its key. */
export function DraftActions({
  whyNot,
  onPress,
}: {
  whyNot: (event: DraftEvent) => string | null;
  onPress: (event: DraftEvent) => void;
}) {
  const { events, marks } = useText();
  const reasons = [...new Set(Object.keys(keys).map((event) => whyNot(event as DraftEvent)))].filter(
    (one) => one !== null,
  );
  return (
    <div className="draft-actions">
      {reasons.length > 0 && <p className="why-not">{reasons.join(marks.semicolon)}</p>}
      <div className="draft-buttons">
        {(Object.keys(keys) as DraftEvent[]).map((event) => (
          <Button
            key={event}
            size="large"
            type={event === "approve" ? "primary" : "default"}
            danger={event === "reject"}
            disabled={whyNot(event) !== null}
            aria-keyshortcuts={keys[event]}
            onClick={() => onPress(event)}
          >
            {events[event]} <kbd aria-hidden>{keys[event]}</kbd>
          </Button>
        ))}
      </div>
    </div>
  );
}
