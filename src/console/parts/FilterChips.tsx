import type { TicketFilter as Asked } from "../../api/tickets.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import type { SetFilter } from "./TicketFilters.tsx";
import type { FilterName, TicketFilter } from "./ticket-filter.ts";

/** Filters that a figure leads to and that no field shows: each in words, with a way to take it off. */
const chipNames = [
  ...(["openedFrom", "openedUntil", "approvedFrom", "approvedUntil", "review", "readAs", "reopened"] as const),
  ...(["offline", "urgency"] as const),
] as const satisfies readonly FilterName[];

/** What the list is narrowed to besides its fields. */
export function FilterChips({ filter, onSet }: { filter: TicketFilter; onSet: SetFilter }) {
  const text = useText();
  const { chips } = text.tickets;
  const label = useCategoryLabel();
  const words = (name: (typeof chipNames)[number], value: string) => {
    switch (name) {
      case "review":
        return chips.reviews[value as NonNullable<Asked["review"]>] ?? value;
      case "readAs":
        return chips.readAs(label(value));
      case "reopened":
        return value === "yes" ? chips.reopened : chips.notReopened;
      case "offline":
        return text.today.offline;
      case "urgency":
        return text.urgencies[value as keyof typeof text.urgencies] ?? value;
      default:
        return chips[name](value);
    }
  };
  const shown = chipNames.flatMap((name) => (filter[name] ? [{ name, value: filter[name] }] : []));
  if (shown.length === 0) return null;
  return (
    <ul className="chips" aria-label={chips.label}>
      {shown.map(({ name, value }) => (
        <li key={name}>
          <button type="button" className="chip" onClick={() => onSet(name, null)}>
            {words(name, value)} <span aria-hidden>✕</span>
            <span className="unseen">{chips.drop}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
