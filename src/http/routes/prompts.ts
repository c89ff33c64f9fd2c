import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { ErrorView } from "../../api/errors.ts";
import {
  type ExamReportView,
  ExamRunView,
  PostPromptEvent,
  PromptFileView,
  PromptList,
  PromptParams,
  PromptTrialView,
  PromptVersionParams,
  TryPrompt,
} from "../../api/learning.ts";
import type { Actor } from "../../domain/authority.ts";
import type { ExamReport } from "../../domain/exam.ts";
import { liveVersion } from "../../domain/prompt-life.ts";
import type { OpenPrompt, PromptTrial, TriedReading } from "../../learning/index.ts";
import { withAiLabel } from "../../locales/ai-label.ts";
import type { ExamRun } from "../../ports/exam-store.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/prompts`: what the language model reads by, and the life of each version. */
export const promptRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { promptOffice }) => {
  app.route({
    method: "GET",
    url: "/prompts",
    config: { needs: "read_learning" },
    schema: { response: { 200: PromptList } },
    handler: async (request) => {
      const opened = await Promise.all(promptOffice.ids().map((id) => promptOffice.open(actorOf(request), id)));
      const prompts = opened.map(({ file }) => ({
        ...{ id: file.id, live: liveVersion(file).number, newest: file.versions[0]!.number },
      }));
      return { model: promptOffice.modelName, prompts };
    },
  });

  app.route({
    method: "GET",
    url: "/prompts/:promptId",
    config: { needs: "read_learning" },
    schema: { params: PromptParams, response: { 200: PromptFileView, 404: ErrorView } },
    handler: (request) => viewOf(actorOf(request), request.params.promptId),
  });

  app.route({
    method: "POST",
    url: "/prompts/:promptId/events",
    config: { needs: "write_prompts" },
    schema: {
      params: PromptParams,
      body: PostPromptEvent,
      response: { 200: PromptFileView, 403: ErrorView, 404: ErrorView, 409: ErrorView },
    },
    handler: async (request) => {
      const { promptId } = request.params;
      await promptOffice.move(actorOf(request), promptId, request.body);
      return viewOf(actorOf(request), promptId);
    },
  });

  app.route({
    method: "POST",
    url: "/prompts/:promptId/versions/:number/exam",
    config: { needs: "write_prompts" },
    schema: { params: PromptVersionParams, response: { 202: ExamRunView, 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      const { promptId, number } = request.params;
      return reply.code(202).send(examView(await promptOffice.examine(actorOf(request), promptId, number)));
    },
  });

  app.route({
    method: "POST",
    url: "/prompts/:promptId/versions/:number/try",
    config: { needs: "write_prompts" },
    schema: {
      params: PromptVersionParams,
      body: TryPrompt,
      response: { 200: PromptTrialView, 404: ErrorView, 409: ErrorView },
    },
    handler: async (request) => {
      const { promptId, number } = request.params;
      const signal = AbortSignal.timeout(trialMsMax);
      return trialView(
        await promptOffice.tryOut(actorOf(request), promptId, number, { groupId: request.body.groupId, signal }),
      );
    },
  });

  async function viewOf(actor: Actor, id: string): Promise<PromptFileView> {
    return fileView(await promptOffice.open(actor, id), promptOffice.modelName);
  }
};

/** Somebody sits in front of it: what takes longer has gone wrong. */
const trialMsMax = 120_000;

function fileView({ file, exams, refusal }: OpenPrompt, model: string | null): PromptFileView {
  return {
    ...{ id: file.id, model, values: [...file.values], live: liveVersion(file).number },
    versions: file.versions.map(({ number, words, savedBy, savedAt, publishedBy, publishedAt, restores }) => ({
      ...{ number, words, restores },
      ...{ savedBy: savedBy?.name ?? null, savedAt: savedAt?.toISOString() ?? null },
      ...{ publishedBy: publishedBy?.name ?? null, publishedAt: publishedAt?.toISOString() ?? null },
      can: { publish: refusal("publish", number), roll_back: refusal("roll_back", number) },
    })),
    exams: exams.map(examView),
    canSave: refusal("save", file.versions[0]!.number),
  };
}

function examView({ id, number, against, model, state, report, reason, startedAt, endedAt }: ExamRun): ExamRunView {
  const at = { startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
  return { id, number, against, model, state, reason, report: report && reportView(report), ...at };
}

/** An exam's report on the wire. */
export function reportView({ passed, cases, measures, lost, won }: ExamReport): ExamReportView {
  return {
    ...{ passed, cases, won, measures: [...measures] },
    lost: lost.map((one) => ({ ...one, expected: [...one.expected], was: [...one.was], is: [...one.is] })),
  };
}

function trialView({ lines, current, candidate }: PromptTrial): PromptTrialView {
  const lineOf = new Map(lines.map(({ n, messageId }) => [messageId, n]));
  const numbers = (ids: readonly string[]) => ids.flatMap((id) => lineOf.get(id) ?? []);
  const view = ({ ref, reason, reading }: TriedReading): PromptTrialView["current"] => ({
    ref,
    reason,
    reports: (reading?.reports ?? []).map(({ triage, kind, urgency, evidenceIds, summary }) => ({
      ...{ category: triage.category, confidence: triage.confidence, kind, urgency },
      ...{ lines: numbers(evidenceIds), summary: withAiLabel(summary, ref) },
    })),
    questions: numbers((reading?.questions ?? []).map(({ messageId }) => messageId)),
    followUps: (reading?.followUps ?? []).flatMap(({ messageId, meaning }) => {
      const line = lineOf.get(messageId);
      return line === undefined ? [] : { line, meaning };
    }),
  });
  return {
    lines: lines.map(({ n, who, text }) => ({ n, who, text })),
    current: view(current),
    candidate: view(candidate),
  };
}
