import Button from "antd/es/button";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "../settings.tsx";

/**
 * A question in front of the page. The browser's own dialog: it holds the focus, closes on Escape, and inserts no style of its own
 * that the content security policy would refuse, as the component library's does.
 */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const text = useText();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={titleId} onClose={onClose} onKeyDownCapture={closeListFirst}>
      <h2 id={titleId}>{title}</h2>
      {children}
      {/* Last, as the browser gives the focus to whatever can take it first: that is the question. */}
      <Button type="text" className="dialog-close" onClick={onClose} aria-label={text.words.close}>
        ✕
      </Button>
    </dialog>
  );
}

/** Escape closes an open list of a select, and only the next one the dialog. */
function closeListFirst(event: KeyboardEvent<HTMLDialogElement>): void {
  if (event.key === "Escape" && event.currentTarget.querySelector(".ant-select-open")) event.preventDefault();
}

/** A dialog whose answer is sent by its last button, or by Enter. */
export function DialogForm(props: { disabled: boolean; onSend: () => void; children: ReactNode; buttons: ReactNode }) {
  const { disabled, onSend, children, buttons } = props;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!disabled) onSend();
      }}
    >
      {children}
      <footer>{buttons}</footer>
    </form>
  );
}

/** Where the lists of a select inside a dialog must hang: anything outside lies below the dialog. */
export function insideDialog(trigger: HTMLElement): HTMLElement {
  return trigger.closest("dialog") ?? document.body;
}
