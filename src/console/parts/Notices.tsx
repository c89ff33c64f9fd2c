import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";

/** One line about what just happened. */
export interface Notice {
  readonly kind: "done" | "refused";
  readonly text: string;
  /** What the person may want to do about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long enough to read a refusal with its remedy. */
const shownMs = { done: 2_500, refused: 10_000 };

const NoticesContext = createContext<((notice: Notice) => void) | null>(null);

/** Shows the last notice at the edge of the screen, where it covers no button. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Notice | null>(null);
  const show = useCallback((notice: Notice) => setShown(notice), []);
  useEffect(() => {
    if (!shown) return;
    const hide = setTimeout(() => setShown(null), shownMs[shown.kind]);
    return () => clearTimeout(hide);
  }, [shown]);
  const line = useMemo(
    () => (
      <div className="notice-line" role={shown?.kind === "refused" ? "alert" : "status"} aria-live="polite">
        {shown && (
          <p className={`notice notice-${shown.kind}`}>
            {shown.text}
            {shown.action && (
              <button type="button" className="link" onClick={shown.action.run}>
                {shown.action.label}
              </button>
            )}
          </p>
        )}
      </div>
    ),
    [shown],
  );
  return (
    <NoticesContext value={show}>
      {children}
      {line}
    </NoticesContext>
  );
}

/** Shows a notice. */
export function useNotice(): (notice: Notice) => void {
  const show = use(NoticesContext);
  if (!show) throw new Error("useNotice outside of NoticesProvider");
  return show;
}
