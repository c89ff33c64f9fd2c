import type { SandboxText } from "../../../../src/locales/sandbox.ts";
import type { SandboxMessageView } from "../../sandbox-api.ts";

/** A message in one line, as a quote or the list of groups shows it. */
export function lineOf({ kind, text: words }: Pick<SandboxMessageView, "kind" | "text">, text: SandboxText): string {
  const line = words.replace(/\s+/g, " ").slice(0, 120);
  if (kind === "image" && !line.startsWith("[")) return `[${text.picture}] ${line}`;
  if (kind === "voice") return `[${text.voice(voiceSeconds(words))}] ${line}`;
  if (kind === "sticker") return `[${line || text.stickers}]`;
  if (kind === "red_packet") return `[${text.redPacket}] ${line}`;
  if (kind === "link") return `[${text.linkLabel}] ${line}`;
  return line;
}

/** How long somebody takes to say this: some four characters a second. */
export function voiceSeconds(words: string): number {
  return Math.min(60, Math.max(1, Math.round(words.length / 4)));
}
