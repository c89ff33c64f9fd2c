import type { SandboxGroupView } from "../../sandbox-api.ts";
import type { Outgoing } from "../chat-state.ts";
import { useSandbox, useText } from "../sandbox-context.tsx";
import { Icon } from "./Icon.tsx";

/** How far a message on its way has come. */
export function Delivery({ group, outgoing }: { group: SandboxGroupView; outgoing: Outgoing }) {
  const { store } = useSandbox();
  const text = useText();
  const { state, code, message } = outgoing;
  if (state === "taken") return null;
  if (state === "sending") return <span className="spinner" role="status" aria-label={text.sending} />;
  if (state === "waiting") {
    return (
      <span className="delivery" role="status" title={text.heldBack}>
        <Icon of="wait" />
        <span className="delivery-words">{text.heldBack}</span>
      </span>
    );
  }
  const why = text.errors[code ?? ""] ?? text.errorElse;
  return (
    <span className="delivery delivery-refused" role="alert">
      <button type="button" title={text.failed} onClick={() => store.settle(group, message.ref, "again")}>
        <Icon of="warn" />
      </button>
      <span className="delivery-words">
        {text.refused}
        {why}
        <button type="button" className="line-button" onClick={() => store.settle(group, message.ref, "drop")}>
          {text.cancel}
        </button>
      </span>
    </span>
  );
}
