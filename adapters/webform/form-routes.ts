import multipart from "@fastify/multipart";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { v7 as uuid } from "uuid";
import { networkOf } from "../../src/domain/network.ts";
import { type Bilingual, residentText } from "../../src/locales/resident.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FormStore } from "../../src/ports/form-store.ts";
import { formPage } from "../../src/resident/form-page.ts";
import { createAllowance } from "./allowance.ts";
import { keepPrivate, onFailure, refuse, sendPage } from "./answers.ts";
import { followPrefix } from "./follow-routes.ts";
import { readForm, reportFrom } from "./intake-form.ts";
import { pageFiles, servePageFiles } from "./page-files.ts";
import { placeOf } from "./place.ts";
import { createSignerOnce, type FormSigner, hashOf, type Proof } from "./signatures.ts";
import { photoBytesMax, photosMax, voiceBytesMax } from "./uploads.ts";

/** What the resident's pages stand on. */
export interface FormRoutesOptions {
  readonly store: FormStore;
  readonly clock: Clock;
  /** Told when something was handed in or pressed. */
  readonly ring: () => void;
  readonly limits?: Partial<FormLimits>;
}

/** How much is taken within ten minutes. An estate's office is one address, and so is a phone network's street. */
export interface FormLimits {
  readonly perAddress: number;
  readonly perCode: number;
}
const limitsUnlessTold: FormLimits = { perAddress: 30, perCode: 120 };
const windowMs = 600_000;

const { errors } = residentText;

/** `/f/:code`: the form on the wall. Nobody signs in; what guards it is the code's signature, a proof of work and two allowances, in that order of cost. */
export const formRoutes: FastifyPluginAsync<FormRoutesOptions> = async (app, options) => {
  const { store, clock, ring } = options;
  const limits = { ...limitsUnlessTold, ...options.limits };
  const ofAddress = createAllowance({ max: limits.perAddress, windowMs, clock });
  const ofCode = createAllowance({ max: limits.perCode, windowMs, clock });
  const signerOnce = createSignerOnce(store);
  const bodyBytesMax = photosMax * photoBytesMax + voiceBytesMax + 65_536;

  app.addHook("onSend", keepPrivate);
  app.setErrorHandler(onFailure);
  servePageFiles(app);
  await app.register(multipart);

  app.get<CodeParams>("/:code", async (request, reply) => {
    const signer = await signerOnce();
    const found = await codeOf(request, signer, store, clock);
    if ("refused" in found) return refuse(reply, found.status, found.refused);
    const challenge = signer.challenge(found.codeId, clock.now());
    const page = formPage({ code: request.params.code, place: placeOf(found.areaPath), challenge }, pageFiles);
    return sendPage(reply, page);
  });

  app.get<CodeParams>("/:code/challenge", async (request, reply) => {
    const signer = await signerOnce();
    const codeId = signer.idOf(request.params.code);
    if (!codeId) return refuse(reply, 404, errors.forged);
    return reply.type("text/plain").send(signer.challenge(codeId, clock.now()));
  });

  app.post<CodeParams>(
    "/:code",
    {
      bodyLimit: bodyBytesMax,
      // Before the body is read: what fails here has cost next to nothing.
      preParsing: async (request, reply) => {
        const signer = await signerOnce();
        const codeId = signer.idOf((request.params as CodeParams["Params"]).code);
        if (!codeId) return refuse(reply, 404, errors.forged);
        const waitMs = ofAddress.take(networkOf(request.ip));
        if (waitMs !== null) return refuse(reply, 429, errors.tooMany, { retryAfterMs: waitMs });
        const verdict = signer.check(proofOf(request), codeId, clock.now());
        if (verdict !== "good") return refuse(reply, 403, errors.stale, { anew: true });
        const codeWaitMs = ofCode.take(codeId);
        if (codeWaitMs !== null) return refuse(reply, 429, errors.tooMany, { retryAfterMs: codeWaitMs });
      },
    },
    async (request, reply) => {
      const signer = await signerOnce();
      const found = await codeOf(request, signer, store, clock);
      if ("refused" in found) return refuse(reply, found.status, found.refused);
      const filled = await readForm(request);
      if ("said" in filled) return refuse(reply, filled.status, filled.said);
      const place = placeOf(found.areaPath);
      const report = await reportFrom(filled, place);
      if ("said" in report) return refuse(reply, report.status, report.said);

      const { challenge } = proofOf(request);
      const token = signer.linkToken(challenge);
      const { codeId, areaPath } = found;
      const ids = { id: uuid(), codeId, areaPath, groupName: residentText.groupName(place) };
      const hashes = { tokenHash: hashOf(token), proofHash: hashOf(challenge) };
      const filed = await store.file({ ...ids, ...hashes, ...report }, clock.now());
      if (filed === "spent") return refuse(reply, 409, errors.spent, { anew: true });
      ring();
      return reply.code(201).send({ link: `${followPrefix}/${token}` });
    },
  );
};

interface CodeParams {
  Params: { readonly code: string };
}

type FoundCode =
  | { readonly codeId: string; readonly areaPath: string }
  | { readonly status: 404 | 410; readonly refused: Bilingual };

async function codeOf(request: FastifyRequest, signer: FormSigner, store: FormStore, clock: Clock): Promise<FoundCode> {
  const codeId = signer.idOf((request.params as CodeParams["Params"]).code);
  const code = codeId && (await store.codeNow(codeId, clock.now()));
  if (!codeId || !code) return { status: 404, refused: errors.forged };
  if (!code.isLive) return { status: 410, refused: errors.ended };
  return { codeId, areaPath: code.areaPath };
}

/** The challenge and its solution, as the script sends them. */
function proofOf(request: FastifyRequest): Proof {
  const header = String(request.headers["x-linli-proof"] ?? "");
  const at = header.lastIndexOf(".");
  return { challenge: header.slice(0, Math.max(at, 0)), solution: header.slice(at + 1) };
}
