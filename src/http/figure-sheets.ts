import type { FiguresView, FigureTable } from "../api/figures.ts";
import { shareOf } from "../domain/figures.ts";
import { redact } from "../domain/redaction.ts";
import type { Category } from "../domain/taxonomy.ts";
import { withAiLabel } from "../locales/ai-label.ts";
import type { ConsoleLanguage, ConsoleText } from "../locales/console.ts";
import type { TicketListed } from "../ports/desk-store.ts";
import type { Sheet } from "../ports/sheet-writer.ts";

/** What a table is written in. */
interface Wording {
  readonly text: ConsoleText;
  readonly taxonomy: readonly Category[];
  readonly language: ConsoleLanguage;
}

/** Every figure as a table. A share is a number from 0 to 1, and empty where there is nothing to take a share of. */
export function figureSheets(figures: FiguresView, wording: Wording): Readonly<Record<FigureTable, Sheet>> {
  const { charts, words } = wording.text.figures;
  const label = labelIn(wording);
  const { heat, outcomes, firstAnswer, resolution } = figures;
  const cell = (areaPath: string, category: string) =>
    heat.cells.find((one) => one.areaPath === areaPath && one.category === category)?.count ?? 0;
  const due = (name: string, { inTime, late, open, medianMinutes }: FiguresView["resolution"]) =>
    [name, inTime, late, open, shareOf(inTime, inTime + late), medianMinutes] as const;
  return {
    weeks: {
      title: charts.weeks,
      head: [words.week, words.opened, words.approved, words.resolved],
      rows: figures.weeks.map(({ week, opened, approved, resolved }) => [week, opened, approved, resolved]),
    },
    heat: {
      title: charts.heat,
      head: [words.area, ...heat.categories.map(label)],
      rows: heat.areas.map((area) => [area, ...heat.categories.map((category) => cell(area, category))]),
    },
    due: {
      title: charts.due,
      head: [words.due, words.inTime, words.late, words.open, words.share, words.medianMinutes],
      rows: [due(words.firstAnswer, firstAnswer), due(words.resolution, resolution)],
    },
    outcomes: {
      title: charts.outcomes,
      head: [words.outcome, words.count],
      rows: [
        [words.confirmed, outcomes.confirmed],
        [words.firstTime, outcomes.firstTime],
        [words.half, outcomes.half],
        [words.unconfirmed, outcomes.unconfirmed],
        [words.asked, outcomes.asked],
        [words.reopened, outcomes.reopened],
        ...figures.ratings.map((count, at) => [words.stars(at + 1), count] as const),
      ],
    },
    reading: {
      title: charts.reading,
      head: [words.readAs, words.became, words.count],
      rows: figures.reviews.map(({ readAs, became, count }) => [
        label(readAs),
        became === null ? words.noReport : label(became),
        count,
      ]),
    },
    model: {
      title: charts.model,
      head: [
        ...[words.week, words.calls, words.failed, words.inputTokens, words.cachedTokens, words.outputTokens],
        ...[words.messagesRead, words.cost, words.currency],
      ],
      rows: figures.model.map(({ cost, ...week }) => [
        ...[week.week, week.calls, week.failed, week.inputTokens, week.cachedTokens, week.outputTokens],
        ...[week.messages, cost?.amount ?? null, cost?.currency ?? null],
      ]),
    },
  };
}

/** Tickets as a table. Never who reported them; private data redacted, as everywhere. */
export function ticketSheet(tickets: readonly TicketListed[], wording: Wording): Sheet {
  const { text } = wording;
  const label = labelIn(wording);
  const { columns } = text.tickets;
  const { words } = text.figures;
  return {
    title: text.tickets.title,
    head: [
      ...[columns.code, columns.status, words.category, columns.summary, words.area, words.spot],
      ...[words.households, columns.party, words.openedAt, words.resolveDue, words.resolvedAt],
    ],
    rows: tickets.map((ticket) => [
      ...[
        ticket.code,
        text.statuses[ticket.status],
        label(ticket.category),
        withAiLabel(redact(ticket.summary), ticket.reader),
        ticket.areaPath,
      ],
      ...[redact(ticket.spot ?? ""), ticket.households.filter(({ leftAt }) => leftAt === null).length],
      ...[ticket.partyName ?? "", beijing(ticket.createdAt), beijing(ticket.resolveDueAt), beijing(ticket.resolvedAt)],
    ]),
  };
}

function labelIn({ taxonomy, language }: Wording): (code: string) => string {
  const byCode = new Map(taxonomy.map((one) => [one.code, language === "zh" ? one.label : one.labelEn]));
  return (code) => byCode.get(code) ?? code;
}

/** An instant as an office in China writes it; empty for none. */
function beijing(at: Date | null): string {
  return at === null ? "" : new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}
