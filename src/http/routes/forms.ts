import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { ErrorView } from "../../api/errors.ts";
import {
  FormCodeList,
  FormCodeParams,
  FormCodeView,
  PostFormCode,
  TicketFileList,
  TicketFileParams,
} from "../../api/forms.ts";
import { TicketParams } from "../../api/tickets.ts";
import { AppError } from "../../errors/app-error.ts";
import type { ShownFormCode } from "../../ports/form-office.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

const dayMs = 24 * 3_600_000;

/** `/api/forms`: the codes of the form on the wall and their posters; and what was handed in with a ticket's report. */
export const formOfficeRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { forms, tickets, clock }) => {
  app.route({
    method: "GET",
    url: "/forms",
    config: { needs: "read_groups" },
    schema: { response: { 200: FormCodeList } },
    handler: async (request) => (await forms.codes(actorOf(request))).map(codeView),
  });

  app.route({
    method: "POST",
    url: "/forms",
    config: { needs: "manage_groups" },
    schema: { body: PostFormCode, response: { 200: FormCodeView, 400: ErrorView, 403: ErrorView } },
    handler: async (request) => {
      const { areaPath, days } = request.body;
      const expiresAt = days === undefined ? null : new Date(clock.now().getTime() + days * dayMs);
      return codeView(await forms.make(actorOf(request), { areaPath, expiresAt }));
    },
  });

  for (const action of ["revoke", "rotate"] as const)
    app.route({
      method: "POST",
      url: `/forms/:codeId/${action}`,
      config: { needs: "manage_groups" },
      schema: { params: FormCodeParams, response: { 200: FormCodeView, 403: ErrorView, 404: ErrorView } },
      handler: async (request) => codeView(await forms[action](actorOf(request), request.params.codeId)),
    });

  app.route({
    method: "GET",
    url: "/forms/:codeId/poster.pdf",
    config: { needs: "read_groups" },
    schema: { params: FormCodeParams },
    handler: async (request, reply) => {
      const { codeId } = request.params;
      const poster = await forms.poster(actorOf(request), codeId);
      return reply
        .headers({ "content-disposition": `inline; filename="poster-${codeId}.pdf"`, "cache-control": "no-store" })
        .type("application/pdf")
        .send(poster);
    },
  });

  app.route({
    method: "GET",
    url: "/tickets/:ticketId/files",
    config: { needs: "read_tickets" },
    schema: { params: TicketParams, response: { 200: TicketFileList, 404: ErrorView } },
    handler: async (request) => {
      const { ticketId } = request.params;
      await tickets.open(actorOf(request), ticketId);
      const files = await forms.filesOf(ticketId);
      return files.map(({ id, kind, bytes, createdAt }) => ({ id, kind, bytes, createdAt: createdAt.toISOString() }));
    },
  });

  app.route({
    method: "GET",
    url: "/tickets/:ticketId/files/:fileId",
    config: { needs: "read_tickets" },
    schema: { params: TicketFileParams },
    handler: async (request, reply) => {
      const { ticketId, fileId } = request.params;
      await tickets.open(actorOf(request), ticketId);
      const file = await forms.openFile(ticketId, fileId);
      if (!file) throw new AppError("NOT_FOUND", { path: `file ${fileId} of ticket ${ticketId}` });
      // A photo is one we made ourselves and may be shown; what a phone recorded is played from the disk, never in our pages.
      const how = file.kind === "photo" ? "inline" : "attachment";
      return reply
        .headers({
          "content-disposition": `${how}; filename="${file.kind}-${fileId}.${extensions[file.mediaType] ?? "bin"}"`,
          "cache-control": "private, no-store",
        })
        .type(file.mediaType)
        .send(file.bytes);
    },
  });
};

const extensions: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "audio/webm": "webm",
  "audio/ogg": "ogg",
  "audio/mp4": "m4a",
  "audio/mpeg": "mp3",
  "audio/aac": "aac",
  "audio/amr": "amr",
  "audio/wav": "wav",
};

function codeView(code: ShownFormCode) {
  const { id, areaPath, address, isLive, createdAt, expiresAt, revokedAt, reports, lastReportAt } = code;
  return {
    ...{ id, areaPath, address, isLive, reports, createdAt: createdAt.toISOString() },
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    lastReportAt: lastReportAt?.toISOString() ?? null,
  };
}
