import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { AuditPage, AuditVerdictView, ExportAudit, ListAudit, PostReveal, ReporterView } from "../../api/audit.ts";
import { ErrorView } from "../../api/errors.ts";
import { TicketParams } from "../../api/tickets.ts";
import type { AuditEntry } from "../../ports/audit-log.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** Rows of one export: a year of a busy house is less. */
const exportRowsMax = 50_000;
const exportBatch = 1_000;

/** `/api/audit`: what staff did, and whether the log is whole; and the one thing that may be looked up only with a reason. */
export const auditRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { audit, anchors, reporters, clock }) => {
  app.route({
    method: "GET",
    url: "/audit",
    config: { needs: "read_audit" },
    schema: { querystring: ListAudit, response: { 200: AuditPage } },
    handler: async (request) => {
      const { entries, next } = await audit.list(actorOf(request), queryOf(request.query));
      return { entries: entries.map(entryView), next };
    },
  });

  app.route({
    method: "GET",
    url: "/audit/verdict",
    config: { needs: "read_audit" },
    schema: { response: { 200: AuditVerdictView } },
    handler: async () => ({
      ...(await audit.verify(await anchors.all())),
      checkedAt: clock.now().toISOString(),
    }),
  });

  app.route({
    method: "GET",
    url: "/audit/export.jsonl",
    config: { needs: "export_audit" },
    schema: { querystring: ExportAudit, response: { 200: z.string() } },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const lines: string[] = [];
      let { before } = request.query;
      do {
        const { entries, next } = await audit.list(actor, { limit: exportBatch, before });
        lines.push(...entries.map((entry) => JSON.stringify({ ...entryView(entry), hash: entry.hash })));
        before = next ?? undefined;
      } while (before !== undefined && lines.length < exportRowsMax);
      await audit.noteExport(actor, lines.length, clock.now());
      // A file that ends early says so, and how to go on.
      if (before !== undefined) lines.push(JSON.stringify({ cut: true, before }));
      return reply
        .header("content-disposition", 'attachment; filename="audit.jsonl"')
        .type("application/x-ndjson; charset=utf-8")
        .serializer((text: string) => text)
        .send(`${lines.join("\n")}\n`);
    },
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/reveal",
    config: { needs: "reveal_reporter" },
    schema: { params: TicketParams, body: PostReveal, response: { 200: ReporterView, 403: ErrorView, 404: ErrorView } },
    handler: (request) => reporters.reveal(actorOf(request), request.params.ticketId, request.body.reason, clock.now()),
  });
};

function queryOf({ from, until, ...query }: ListAudit) {
  return { ...query, from: from ? new Date(from) : undefined, until: until ? new Date(until) : undefined };
}

function entryView({ seq, at, staffId, staffName, action, object, about, areaPath, detail }: AuditEntry) {
  const staff = staffId === null ? null : { id: staffId, name: staffName ?? "" };
  return { seq, at: at.toISOString(), staff, action, object, about, areaPath, detail: { ...detail } };
}
