import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { ExportFigures, FigureQuery, FiguresView, figureDaysMax } from "../../api/figures.ts";
import { ExportTickets } from "../../api/tickets.ts";
import { beginOfDay } from "../../domain/article.ts";
import { type Actor, mayDo } from "../../domain/authority.ts";
import { heatTable, modelWeeks } from "../../domain/figures.ts";
import { chinaDay } from "../../domain/group.ts";
import { AppError } from "../../errors/app-error.ts";
import { consoleLanguages } from "../../locales/console.ts";
import type { TicketListed } from "../../ports/desk-store.ts";
import type { Sheet } from "../../ports/sheet-writer.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { figureSheets, ticketSheet } from "../figure-sheets.ts";
import { dayAfter, ticketQuery } from "../ticket-query.ts";

/** Rows of one export of tickets; whoever needs more narrows it down to a period. */
const exportRowsMax = 10_000;
const exportBatch = 200;

const dayMs = 24 * 3_600_000;

const mediaTypes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
} as const;

/** `/api/figures`, and what leaves the house as a file: figures, and the tickets behind them. Taking out is written down. */
export const figureRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { figures, modelPrices, tickets, sheets, audit, taxonomy, clock },
) => {
  app.route({
    method: "GET",
    url: "/figures",
    config: { needs: "read_figures" },
    schema: { querystring: FigureQuery, response: { 200: FiguresView, 400: ErrorView, 403: ErrorView } },
    handler: (request) => figuresOf(actorOf(request), request.query),
  });

  app.route({
    method: "GET",
    url: "/figures/export",
    config: { needs: "export_tickets" },
    schema: { querystring: ExportFigures, response: { 200: z.any(), 400: ErrorView, 403: ErrorView } },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const { table, format, language, ...query } = request.query;
      const text = consoleLanguages[language];
      const all = figureSheets(await figuresOf(actor, query), { text, taxonomy, language });
      const chosen = table === "all" ? Object.values(all) : [all[table]];
      await audit.noteExport(actor, rowsOf(chosen), clock.now(), "export_tickets");
      const file = await written(chosen, format);
      return reply.headers(headersFor("figures", format)).type(mediaTypes[format]).serializer(asIs).send(file);
    },
  });

  app.route({
    method: "GET",
    url: "/tickets/export",
    config: { needs: "export_tickets" },
    schema: { querystring: ExportTickets, response: { 200: z.any(), 400: ErrorView } },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const { format, language, ...filter } = request.query;
      const rows: TicketListed[] = [];
      let after: string | undefined;
      do {
        const page = await tickets.list(actor, { ...ticketQuery(filter), after, limit: exportBatch });
        rows.push(...page.tickets);
        after = page.next ?? undefined;
      } while (after !== undefined && rows.length < exportRowsMax);
      // A sheet that ends early looks whole.
      if (after !== undefined)
        throw new AppError("INPUT_INVALID", { problems: [`more than ${exportRowsMax} tickets: narrow the filter`] });
      const sheet = ticketSheet(rows, { text: consoleLanguages[language], taxonomy, language });
      await audit.noteExport(actor, rows.length, clock.now(), "export_tickets");
      const file = await written([sheet], format);
      return reply.headers(headersFor("tickets", format)).type(mediaTypes[format]).serializer(asIs).send(file);
    },
  });

  async function figuresOf(actor: Actor, { from: first, until: last, area }: FigureQuery): Promise<FiguresView> {
    const areaPath = area ?? actor.areaPath;
    if (!mayDo(actor, "read_figures", areaPath))
      throw new AppError("NOT_ALLOWED", { role: actor.role, action: "read_figures" });
    const [from, until] = [beginOfDay(first), dayAfter(last)];
    const days = (until.getTime() - from.getTime()) / dayMs;
    if (!(days >= 1 && days <= figureDaysMax))
      throw new AppError("INPUT_INVALID", { problems: [`until: must be 1 to ${figureDaysMax} days after from`] });
    const { places, ratings, weeks, reviews, model, read, ...counts } = await figures.of(
      actor,
      { areaPath, from, until },
      clock.now(),
    );
    const { areas, categories, cells } = heatTable(areaPath, places);
    return {
      ...{ areaPath, ...counts, ratings: [...ratings], weeks: [...weeks], reviews: [...reviews] },
      model: modelWeeks({ model, read }, modelPrices),
      heat: { areas: [...areas], categories: [...categories], cells: [...cells] },
    };
  }

  async function written(chosen: readonly Sheet[], format: "xlsx" | "csv"): Promise<Buffer | string> {
    return format === "csv" ? sheets.csv(chosen) : Buffer.from(await sheets.xlsx(chosen));
  }

  function headersFor(what: string, format: string) {
    const name = `linli-${what}-${chinaDay(clock.now())}.${format}`;
    return { "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" };
  }
};

/** A file is sent as it was written. */
function asIs(file: unknown): string {
  return file as string;
}

function rowsOf(sheets: readonly Sheet[]): number {
  return sheets.reduce((sum, { rows }) => sum + rows.length, 0);
}
