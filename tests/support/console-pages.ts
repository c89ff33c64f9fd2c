import type { Page } from "playwright-core";
import { paths } from "../../src/console/paths.ts";

/** What the house has that a page can show. */
export interface Known {
  readonly ticketId: string;
  readonly articleId: string;
}

/** One address of every page of the console. A page without a row does not compile. */
export const consolePages: Readonly<Record<keyof typeof paths, (known: Known) => string>> = {
  today: () => paths.today(),
  tickets: () => paths.tickets(),
  ticket: ({ ticketId }) => paths.ticket(ticketId),
  figures: () => paths.figures(),
  groups: () => paths.groups(),
  pending: () => paths.pending(),
  relay: () => paths.relay(),
  forms: () => paths.forms(),
  knowledge: () => paths.knowledge(),
  newArticle: () => paths.newArticle(),
  tryQuestion: () => paths.tryQuestion(),
  importArticles: () => paths.importArticles(),
  unanswered: () => paths.unanswered(),
  learning: () => paths.learning(),
  prompt: () => paths.prompt("triage"),
  article: ({ articleId }) => paths.article(articleId),
  staff: () => paths.staff(),
  areas: () => paths.areas(),
  parties: () => paths.parties(),
  audit: () => paths.audit(),
  account: () => paths.account(),
  status: () => paths.status(),
  doctor: () => paths.doctor(),
  signIn: () => paths.signIn(),
};

/** A width, a theme and a language to look at pages in. */
export interface Look {
  readonly width: number;
  readonly theme: "light" | "dark";
  readonly language: "zh" | "en";
}

/** Each width with each theme, each language with each of both. */
export const looks: readonly Look[] = [
  { width: 360, theme: "light", language: "zh" },
  { width: 1280, theme: "dark", language: "zh" },
  { width: 1280, theme: "light", language: "en" },
  { width: 360, theme: "dark", language: "en" },
];

/** What the pages of the console remember of a look, as a script that runs before anything of theirs. */
export function rememberedLook({ theme, language }: Look): string {
  return `localStorage["linli.theme"] = "${theme}"; localStorage["linli.language"] = "${language}";`;
}

/** Resolves when a page of the console has what it shows, and not only its frame. */
export async function isShown(page: Page): Promise<void> {
  await page.locator(":is(h1, h2, .message):visible").first().waitFor();
  await page.locator(".ant-skeleton").first().waitFor({ state: "detached" });
}
