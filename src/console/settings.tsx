import { createContext, type ReactNode, use, useState, useSyncExternalStore } from "react";
import { type ConsoleLanguage, type ConsoleText, consoleLanguages } from "../locales/console.ts";

/** `auto` follows the device. */
export type Theme = "auto" | "light" | "dark";

interface Settings {
  readonly language: ConsoleLanguage;
  readonly theme: Theme;
  setLanguage(language: ConsoleLanguage): void;
  setTheme(theme: Theme): void;
}

const SettingsContext = createContext<Settings | null>(null);

/** Keeps the reader's language and theme on this device and hands them to all below. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useKept("linli.language", ["zh", "en"] as const);
  const [theme, setTheme] = useKept("linli.theme", ["auto", "light", "dark"] as const);
  return <SettingsContext value={{ language, theme, setLanguage, setTheme }}>{children}</SettingsContext>;
}

/** The reader's language and theme. */
export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (!settings) throw new Error("useSettings outside of SettingsProvider");
  return settings;
}

/** The console's words in the reader's language. */
export function useText(): ConsoleText {
  return consoleLanguages[useSettings().language];
}

/** Whether the page is dark now. */
export function useDark(): boolean {
  const { theme } = useSettings();
  const deviceDark = useSyncExternalStore(watchDevice, () => darkDevice.matches);
  return theme === "auto" ? deviceDark : theme === "dark";
}

const darkDevice = window.matchMedia("(prefers-color-scheme: dark)");

function watchDevice(tell: () => void): () => void {
  darkDevice.addEventListener("change", tell);
  return () => darkDevice.removeEventListener("change", tell);
}

/** A choice kept on the device; the first one until then. A browser that keeps nothing still works. */
function useKept<T extends string>(key: string, choices: readonly [T, ...T[]]): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => choices.find((choice) => choice === readKept(key)) ?? choices[0]);
  const keep = (next: T) => {
    setValue(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage is refused in some private windows: the choice then lasts as long as the page.
    }
  };
  return [value, keep];
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
