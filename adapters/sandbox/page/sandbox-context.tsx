import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";
import { type SandboxLanguage, type SandboxText, sandboxLanguages } from "../../../src/locales/sandbox.ts";
import type { ChatState } from "./chat-state.ts";
import type { ChatStore } from "./chat-store.ts";
import { device } from "./device.ts";

interface Sandbox {
  readonly store: ChatStore;
  readonly language: SandboxLanguage;
  setLanguage(language: SandboxLanguage): void;
  /** Who the reader is, by group id. */
  readonly personaRefs: Readonly<Record<string, string>>;
  bePersona(groupId: string, ref: string): void;
}

const SandboxContext = createContext<Sandbox | null>(null);

/** Hands the store, the language and who the reader is to all below. */
export function SandboxProvider({ store, children }: { store: ChatStore; children: ReactNode }) {
  const [language, setLanguage] = useState<SandboxLanguage>(() => device.read("language", "zh"));
  const [personaRefs, setPersonaRefs] = useState<Readonly<Record<string, string>>>(() => device.read("personas", {}));
  useEffect(() => {
    device.keep("language", language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  useEffect(() => device.keep("personas", personaRefs), [personaRefs]);
  const bePersona = (groupId: string, ref: string) => setPersonaRefs((before) => ({ ...before, [groupId]: ref }));
  return <SandboxContext value={{ store, language, setLanguage, personaRefs, bePersona }}>{children}</SandboxContext>;
}

/** The store, the language and who the reader is. */
export function useSandbox(): Sandbox {
  const sandbox = use(SandboxContext);
  if (!sandbox) throw new Error("useSandbox outside of SandboxProvider");
  return sandbox;
}

/** The page's words in the reader's language. */
export function useText(): SandboxText {
  return sandboxLanguages[useSandbox().language];
}

/** The groups as they now stand. */
export function useChatState(): ChatState {
  const { store } = useSandbox();
  return useSyncExternalStore(store.subscribe, store.state);
}
