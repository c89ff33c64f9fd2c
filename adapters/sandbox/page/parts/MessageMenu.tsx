import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import { client } from "../client.ts";
import { useText } from "../sandbox-context.tsx";
import { Icon } from "./Icon.tsx";
import { takenBack } from "./taken-back.ts";

const longPressMs = 450;

/** A menu that a right click, a long press or its own button opens. */
export function useMenu() {
  const [isOpen, setOpen] = useState(false);
  const pressing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(pressing.current);
  const triggers = {
    onContextMenu(event: { preventDefault(): void }) {
      event.preventDefault();
      setOpen(true);
    },
    onPointerDown(event: PointerEvent) {
      if (event.pointerType === "touch") pressing.current = setTimeout(() => setOpen(true), longPressMs);
    },
    onPointerMove: stop,
    onPointerUp: stop,
    onPointerCancel: stop,
  };
  return { isOpen, toggle: () => setOpen(!isOpen), close: () => setOpen(false), triggers };
}

/** The menu's own button, for who has neither a mouse nor a touch screen. */
export function MenuButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  const { actions } = useText();
  return (
    <button type="button" className="row-more" aria-label={actions} aria-expanded={isOpen} onClick={onToggle}>
      <Icon of="dots" />
    </button>
  );
}

interface Props {
  readonly group: SandboxGroupView;
  readonly message: SandboxMessageView;
  readonly mine: boolean;
  onClose(): void;
  onQuote(): void;
  onEdit(): void;
  onRepeat(): void;
}

/** What can be done with a message. */
export function MessageMenu({ group, message, mine, onClose, onQuote, onEdit, onRepeat }: Props) {
  const text = useText();
  const menu = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useDismissal(menu, onClose);

  async function recall() {
    takenBack.set(message.ref, message.text);
    try {
      await client.recall(group.id, { ref: message.ref, senderRef: message.senderRef });
      onClose();
    } catch (error) {
      setProblem(text.errors[(error as { code?: string }).code ?? ""] ?? text.errorElse);
    }
  }

  const after = (act: () => void) => () => {
    act();
    onClose();
  };
  const copy = () => void navigator.clipboard?.writeText(message.text);
  return (
    <div className="menu" role="menu" ref={menu}>
      <Item label={text.quote} act={after(onQuote)} />
      {!message.fromBot && message.text !== "" && <Item label={text.plusOne} act={after(onRepeat)} />}
      {mine && <Item label={text.recall} act={() => void recall()} />}
      {mine && message.kind === "text" && <Item label={text.edit} act={after(onEdit)} />}
      {message.text !== "" && <Item label={text.copy} act={after(copy)} />}
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
}

function Item({ label, act }: { label: string; act: () => void }) {
  return (
    <button type="button" role="menuitem" onClick={act}>
      {label}
    </button>
  );
}

/** Escape and a press elsewhere close it; opening brings it into sight and takes the keyboard there. */
function useDismissal(menu: { readonly current: HTMLElement | null }, close: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the menu's opening, once.
  useEffect(() => {
    menu.current?.scrollIntoView({ block: "nearest" });
    menu.current?.querySelector("button")?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    const onPress = (event: Event) => !menu.current?.contains(event.target as Node) && close();
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, []);
}
