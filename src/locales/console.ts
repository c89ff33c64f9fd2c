import { consoleEn } from "./console-en.ts";
import { consoleZh } from "./console-zh.ts";

/** Everything the console says, in one language. */
export type ConsoleText = typeof consoleZh;

/** The languages of the console; Chinese is the default. */
export const consoleLanguages = { zh: consoleZh, en: consoleEn } as const satisfies Record<string, ConsoleText>;
export type ConsoleLanguage = keyof typeof consoleLanguages;
