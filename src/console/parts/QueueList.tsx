import type { TicketRow } from "../../api/tickets.ts";
import { lastAreaName } from "../../domain/area.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { TicketMarks } from "./TicketTags.tsx";
import { formatAgo } from "./time.ts";

/** The waiting drafts beside the one that is looked at; on a phone the position above takes its place. */
export function QueueList({
  drafts,
  currentId,
  onChoose,
}: {
  drafts: readonly TicketRow[];
  currentId: string;
  onChoose: (index: number) => void;
}) {
  const text = useText();
  const label = useCategoryLabel();
  const now = new Date();
  return (
    <nav className="queue" aria-label={text.today.title}>
      <h1>
        {text.today.title} <small>{text.today.count(drafts.length)}</small>
      </h1>
      <ol>
        {drafts.map((draft, index) => (
          <li key={draft.id}>
            <button type="button" aria-current={draft.id === currentId} onClick={() => onChoose(index)}>
              <span className="queue-summary">{draft.summary}</span>
              <span className="queue-facts">
                <TicketMarks ticket={draft} />
                {[
                  label(draft.category),
                  draft.areaPath && lastAreaName(draft.areaPath),
                  formatAgo(draft.openedAt, now, text),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
