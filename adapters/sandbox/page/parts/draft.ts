import type { SandboxMessageView } from "../../sandbox-api.ts";

/** What stands in a composer. */
export interface Draft {
  readonly text: string;
  readonly asVoice: boolean;
  /** The message it answers. */
  readonly quoted: SandboxMessageView | null;
  /** The own message it would replace; then it is neither voice nor a quote. */
  readonly editing: SandboxMessageView | null;
}

/** A composer with nothing in it. */
export const emptyDraft: Draft = { text: "", asVoice: false, quoted: null, editing: null };
