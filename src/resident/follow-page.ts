import { chinaClock } from "../domain/group.ts";
import { redact } from "../domain/redaction.ts";
import { openStatuses, type TicketStatus, ticketCan } from "../domain/ticket.ts";
import { statusLabels } from "../locales/posts.ts";
import { residentText } from "../locales/resident.ts";
import { type Html, html } from "./html.ts";
import { type PageFiles, residentPage } from "./page.ts";

const text = residentText.follow;

/** A report as its page shows it. */
export interface FollowedReport {
  /** The last names of the area, as a neighbour says it. */
  readonly place: string;
  readonly tickets: readonly FollowedTicket[];
  readonly messages: readonly { readonly text: string; readonly fromHouse: boolean; readonly at: Date }[];
}

export interface FollowedTicket {
  readonly code: string;
  readonly status: TicketStatus;
  /** What its category is called. */
  readonly label: string;
  /** The status card to the letter; null while none was posted. */
  readonly card: string | null;
  readonly mergedInto: { readonly code: string; readonly status: TicketStatus } | null;
}

/** What can be pressed on the page, and when the desk's own rules would take it. */
const pressable = {
  solved: ({ status }: FollowedTicket) => ticketCan("confirm", { status }) || ticketCan("resolve", { status }),
  not_solved: ({ status }: FollowedTicket) => ticketCan("reopen", { status }),
  half_solved: ({ status }: FollowedTicket) => ticketCan("half_confirm", { status }),
  urge: ({ status }: FollowedTicket) => openStatuses.includes(status),
  withdraw: ({ status }: FollowedTicket) => ticketCan("withdraw", { status }),
  rate: ({ status }: FollowedTicket) => rated.includes(status),
};
const rated: readonly TicketStatus[] = ["resolved", "half_solved", "unconfirmed", "closed"];

/** Names of the buttons, for who reads what was pressed. */
export type Pressed = keyof typeof pressable;
export const pressed = Object.keys(pressable) as [Pressed, ...Pressed[]];

/** A report's own page: how it stands, and what its reporter can say to that. `key` makes a second press of one button the first. */
export function followPage(
  report: FollowedReport,
  { address, key, justSaid }: { readonly address: string; readonly key: string; readonly justSaid: boolean },
  files: PageFiles,
): string {
  const asks = { address, key, place: report.place };
  const isFresh = justSaid || report.tickets.length === 0;
  return residentPage(
    text.title,
    files,
    html`<header><p class="name">${residentText.of(report.place)}</p><h1>${text.title}</h1><p class="keep">${text.keep}</p></header>
<main${isFresh && html` data-fresh="yes"`}>
${report.tickets.length === 0 ? html`<p class="done" role="status"><strong>${text.received}</strong> ${text.soon}</p>` : justSaid && html`<p class="done" role="status">${text.taken}</p>`}
${report.tickets.map((ticket) => ticketSection(ticket, asks))}
<p><a class="button" href="${address}">${text.refresh}</a></p>
<form method="post" action="${address}">${hidden({ key: `${key}-add`, press: "add", code: report.tickets[0]?.code ?? "" })}
<label for="add">${text.add}</label><textarea id="add" name="text" rows="2" maxlength="500" required></textarea>
<button type="submit" class="quiet">${text.addSend}</button></form>
<section aria-label="${text.messages}"><h2>${text.messages}</h2><ol class="talk">${report.messages.map(
      ({ fromHouse, text: said, at }) =>
        html`<li class="${fromHouse ? "house" : "mine"}"><b>${fromHouse ? text.assistant : text.you}</b> <time datetime="${at.toISOString()}">${clockWords(at)}</time><p>${fromHouse ? said : redact(said)}</p></li>`,
    )}</ol></section></main>`,
  );
}

function ticketSection(
  ticket: FollowedTicket,
  asks: { readonly address: string; readonly key: string; readonly place: string },
): Html {
  const { code, status, label, card, mergedInto } = ticket;
  const plain = `【${label}】${asks.place}\n${statusLabels[status]}\n${text.code(code)}`;
  const offered = (["solved", "half_solved", "not_solved", "urge"] as const).filter((one) => pressable[one](ticket));
  const labels = { solved: text.solved, half_solved: text.half, not_solved: text.notSolved, urge: text.urge };
  return html`<section class="card" aria-label="${text.code(code)}"><p class="status">${card ?? plain}</p>
${mergedInto && html`<p>${text.mergedInto(mergedInto.code, statusLabels[mergedInto.status])}</p>`}
${status === "rejected" && html`<p>${text.rejectedHint}</p>`}
${offered.length > 0 && html`<div class="presses">${offered.map((one) => pressForm(one, code, asks, html`<button type="submit" class="${one}">${labels[one]}</button>`))}</div>`}
${
  pressable.rate(ticket) &&
  html`<form method="post" action="${asks.address}">${hidden({ key: `${asks.key}-rate-${code}`, press: "rate", code })}
<fieldset><legend>${text.rate}</legend><div class="stars">${text.starWords.map(
    (word, at) =>
      html`<button type="submit" name="stars" value="${at + 1}">${text.stars(at + 1)}<small>${word}</small></button>`,
  )}</div></fieldset></form>`
}
${pressable.withdraw(ticket) && html`<details><summary>${text.withdraw}</summary><p>${text.withdrawAsk}</p>${pressForm("withdraw", code, asks, html`<button type="submit" class="quiet">${text.withdrawSure}</button>`)}</details>`}
</section>`;
}

function pressForm(
  press: Pressed,
  code: string,
  { address, key }: { readonly address: string; readonly key: string },
  button: Html,
): Html {
  return html`<form method="post" action="${address}">${hidden({ key: `${key}-${press}-${code}`, press, code })}${button}</form>`;
}

function hidden(fields: Readonly<Record<string, string>>): Html[] {
  return Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function clockWords(at: Date): string {
  const { month, day, hour, minute } = chinaClock(at);
  return `${month}月${day}日 ${hour}:${String(minute).padStart(2, "0")}`;
}
