import { useKeys } from "./use-keys.ts";

/** j and k go down and up what is marked as a row; Enter opens it, as a link does. */
export function useRowKeys(more: Readonly<Record<string, () => void>> = {}): void {
  const go = (by: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useKeys({ j: () => go(1), k: () => go(-1), ...more });
}
