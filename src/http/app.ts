import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  LogController,
  type RouteOptions,
} from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { v7 as uuid } from "uuid";
import { networkOf } from "../domain/network.ts";
import { AppError } from "../errors/app-error.ts";
import { guard } from "./auth.ts";
import type { HttpDeps } from "./deps.ts";
import { accountRoutes } from "./routes/account.ts";
import { articleRoutes } from "./routes/articles.ts";
import { auditRoutes } from "./routes/audit.ts";
import { doctorRoutes } from "./routes/doctor.ts";
import { estateRoutes } from "./routes/estate.ts";
import { examRoutes } from "./routes/exams.ts";
import { figureRoutes } from "./routes/figures.ts";
import { filterRoutes } from "./routes/filters.ts";
import { formOfficeRoutes } from "./routes/forms.ts";
import { groupRoutes } from "./routes/groups.ts";
import { healthRoutes } from "./routes/health.ts";
import { liveRoutes } from "./routes/live.ts";
import { personRoutes } from "./routes/people.ts";
import { personalAccountRoutes } from "./routes/personal-account.ts";
import { postRoutes } from "./routes/posts.ts";
import { promptRoutes } from "./routes/prompts.ts";
import { relayRoutes } from "./routes/relay.ts";
import { sessionRoutes } from "./routes/session.ts";
import { staffRoutes } from "./routes/staff.ts";
import { statusRoutes } from "./routes/status.ts";
import { ticketRoutes } from "./routes/tickets.ts";

/** Largest body of any request, in bytes: a Telegram update or a pasted chat, never an upload. */
const bodyBytesMax = 1_048_576;

/** What may be built beside the house's own routes: an adapter that is reached over HTTP. */
export interface MountedRoutes {
  readonly prefix: string;
  readonly plugin: FastifyPluginAsync;
}

/** Builds the HTTP server. It does not listen: `main.ts` does, and tests inject. */
export async function buildApp(
  deps: HttpDeps,
  options: {
    readonly logger: FastifyBaseLogger;
    readonly pagesFolder: string | null;
    readonly mounted?: readonly MountedRoutes[];
    /** Told of every route as it is registered. */
    readonly onRoute?: (route: RouteOptions) => void;
  },
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    genReqId: () => uuid(),
    // Behind a proxy the operator's own; a header from anybody else changes nothing.
    trustProxy: "loopback",
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const told = tell(error, request.id);
    if (told.httpStatus >= 500) request.log.error({ err: error, path: request.routeOptions.url }, told.message);
    return reply.code(told.httpStatus).send(told.toJSON());
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        // One small machine has no certificate; a proxy that has one sets this itself.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
  });
  await app.register(cookie);
  await app.register(rateLimit, {
    // Routes that want one say so.
    global: false,
    keyGenerator: ({ ip }) => networkOf(ip),
    errorResponseBuilder: (_, { ttl }) => new AppError("TOO_MANY_REQUESTS", { retryAfterMs: ttl }),
  });
  const mounted = options.mounted ?? [];
  if (options.onRoute) app.addHook("onRoute", options.onRoute);
  guard(app, deps, (url) => !url.startsWith("/api/") || mounted.some(({ prefix }) => url.startsWith(`${prefix}/`)));
  await app.register(swagger, {
    openapi: { info: { title: "Linli", version: deps.about.version } },
    transform: jsonSchemaTransform,
  });

  await app.register(healthRoutes, deps);
  await app.register(
    async (api) => {
      api.get("/docs/json", { config: { needs: "signed_in" } }, () => app.swagger());
      await api.register(sessionRoutes, deps);
      await api.register(accountRoutes, deps);
      await api.register(ticketRoutes, deps);
      await api.register(filterRoutes, deps);
      await api.register(figureRoutes, deps);
      await api.register(groupRoutes, deps);
      await api.register(formOfficeRoutes, deps);
      await api.register(postRoutes, deps);
      await api.register(relayRoutes, deps);
      await api.register(articleRoutes, deps);
      await api.register(examRoutes, deps);
      await api.register(promptRoutes, deps);
      await api.register(estateRoutes, deps);
      await api.register(staffRoutes, deps);
      await api.register(auditRoutes, deps);
      await api.register(personRoutes, deps);
      await api.register(statusRoutes, deps);
      await api.register(personalAccountRoutes, deps);
      await api.register(doctorRoutes, deps);
      await api.register(liveRoutes, deps);
    },
    { prefix: "/api" },
  );
  for (const { prefix, plugin } of mounted) await app.register(plugin, { prefix });
  await servePages(app, options.pagesFolder);
  return app;
}

/** Pages are files; what is no file and no API is the console, which finds its own way. */
async function servePages(app: FastifyInstance, folder: string | null): Promise<void> {
  if (folder !== null) {
    // For ever: a changed file has another name.
    const kept = { immutable: true, maxAge: "365d" } as const;
    const assets = { root: join(folder, "assets"), prefix: "/assets/", wildcard: false, index: false } as const;
    await app.register(fastifyStatic, { ...assets, ...kept, preCompressed: true });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const isPage = folder !== null && request.method === "GET" && !path.startsWith("/api/") && !path.includes(".");
    if (!isPage) throw new AppError("NOT_FOUND", { path: path.slice(0, 200) });
    const page = path === "/sandbox" || path.startsWith("/sandbox/") ? "sandbox.html" : "index.html";
    return sendPage(reply, join(folder, page));
  });
}

/** Sends a page under a nonce of its own: the console's component library inserts its styles with it, and nobody else can. */
async function sendPage(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString("base64");
  const policy = String(reply.raw.getHeader("content-security-policy")).replace(
    "style-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
  );
  const page = (await readFile(file, "utf8")).replaceAll("CSP_NONCE", nonce);
  return reply
    .headers({ "content-security-policy": policy, "cache-control": "no-store" })
    .type("text/html; charset=utf-8")
    .send(page);
}

/** Every failure as an error of the house; what nobody foresaw says no more than where to look. */
function tell(error: FastifyError | AppError, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(
      ({ instancePath, message }) => `${instancePath.slice(1) || "body"}: ${message}`,
    );
    return new AppError("INPUT_INVALID", { problems });
  }
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 429) return new AppError("TOO_MANY_REQUESTS", { retryAfterMs: 60_000 });
  if (status !== undefined && status >= 400 && status < 500)
    return new AppError("INPUT_INVALID", { problems: [error.message] });
  return new AppError("INTERNAL", { reference: requestId }, { cause: error });
}
