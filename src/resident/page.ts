import { type Bilingual, residentText as text } from "../locales/resident.ts";
import { type Html, html } from "./html.ts";

/** Where a page's style and script are served, so that a changed file is another address. */
export interface PageFiles {
  readonly style: string;
  readonly script: string;
}

/** The frame of every page a resident sees: large print, one column, nothing from elsewhere. */
export function residentPage(title: string, files: PageFiles, body: Html): string {
  return `<!doctype html>${
    html`<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="format-detection" content="telephone=no"><meta name="theme-color" content="#b3261e">
<title>${title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${files.style}"></head>
<body>${body}<script src="${files.script}" defer></script></body></html>`.text
  }`;
}

/** A page that says one thing and what to do. */
export function noticePage(said: Bilingual, todo: string, files: PageFiles): string {
  return residentPage(
    said.zh,
    files,
    html`<header><p class="name">${text.name}</p></header>
<main><h1>${said.zh}</h1><p lang="en">${said.en}</p><p>${todo}</p></main>`,
  );
}

/** Chinese, and the English after it, smaller. */
export function bilingual({ zh, en }: Bilingual): Html {
  return html`${zh} <small lang="en">${en}</small>`;
}

/** Whom to call first. */
export function dangerLine(): Html {
  return html`<p class="danger">${text.danger.zh} <span class="calls"><a href="tel:119">119 火警</a> <a href="tel:120">120 急救</a> <a href="tel:110">110 报警</a></span></p>`;
}
