import { randomUUID } from "node:crypto";
import type { FastifyError, FastifyReply } from "fastify";
import {
  type FastifyPluginAsyncZod,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../src/errors/app-error.ts";
import type { Clock } from "../../src/ports/clock.ts";
import {
  type ArticleFile,
  type EstateFile,
  GroupParams,
  messageView,
  OpenedEstate,
  PageQuery,
  PersonaView,
  PostEdit,
  PostEstate,
  PostedMessage,
  PostMessage,
  PostPress,
  PostRecall,
  PressedView,
  refusals,
  SandboxGroupView,
  SandboxMessageView,
} from "./sandbox-api.ts";
import { type SandboxStreamOptions, sandboxStream } from "./sandbox-stream.ts";

/** What the house tells the sandbox of one of its groups. */
export type SandboxGroup = Omit<SandboxGroupView, "members">;

/** What the routes stand on. */
export interface SandboxRoutesOptions extends Omit<SandboxStreamOptions, "beatMs"> {
  /** How often a silent stream shows that it lives; 15 s when absent. */
  readonly beatMs?: number;
  readonly clock: Clock;
  /** The sender ref of the bot, which nobody else may write under. */
  readonly account: string;
  /** The groups of platform "sandbox" as they are now. */
  readonly groups: () => Promise<readonly SandboxGroup[]>;
  readonly personas: readonly PersonaView[];
  /** Opens the groups of an estate folder, once for each estate, with its articles. */
  readonly openEstate: (estate: EstateFile, articles: readonly ArticleFile[]) => Promise<OpenedEstate>;
}

/** How long a list of groups serves: a chat in full swing does not ask for it with each message. */
const GROUPS_MS = 5_000;

/** Of what is said, the most that one request carries; an estate has a parser limit of its own. */
const BODY_BYTES_MAX = 64 * 1_024;
const ESTATE_BYTES_MAX = 4 * 1_024 * 1_024;

/** `/api/sandbox`: what the sandbox page and the replay tool do. Nobody signs in: it shows demo groups and takes no real ones. */
export const sandboxRoutes: FastifyPluginAsyncZod<SandboxRoutesOptions> = async (app, options) => {
  const { farSide, log, clock, account, personas, openEstate, beatMs = 15_000 } = options;
  const directory = createDirectory(options);

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(refuse);
  await app.register(sandboxStream, { farSide, log, beatMs });

  app.route({
    method: "GET",
    url: "/groups",
    schema: { response: { 200: z.array(SandboxGroupView) } },
    handler: async () => {
      const all = await directory.fresh();
      return all.map((group) => ({ ...group, members: 1 + personas.filter((one) => isIn(one, group.id)).length }));
    },
  });

  app.route({
    method: "GET",
    url: "/personas",
    schema: { response: { 200: z.array(PersonaView) } },
    handler: async () => [...personas],
  });

  app.route({
    method: "GET",
    url: "/groups/:groupId/messages",
    schema: {
      params: GroupParams,
      querystring: PageQuery,
      response: { 200: z.array(SandboxMessageView), ...refusals },
    },
    handler: async ({ params, query: { before, limit } }) => {
      const { ref } = await directory.find(params.groupId);
      return (await log.page(ref, before ?? null, limit)).map(messageView);
    },
  });

  app.route({
    method: "POST",
    url: "/groups/:groupId/messages",
    bodyLimit: BODY_BYTES_MAX,
    schema: { params: GroupParams, body: PostMessage, response: { 201: PostedMessage, ...refusals } },
    handler: async ({ params, body: { at, ...saying } }, reply) => {
      const group = await directory.find(params.groupId);
      const problems = unsayable(saying, account);
      if (problems.length > 0) throw new AppError("INPUT_INVALID", { problems });
      const { ref } = await farSide.say({
        ...saying,
        ref: saying.ref ?? randomUUID(),
        groupRef: group.ref,
        groupName: group.name,
        at: at ? new Date(at) : clock.now(),
      });
      return reply.status(201).send({ messageRef: ref });
    },
  });

  app.route({
    method: "POST",
    url: "/groups/:groupId/edits",
    bodyLimit: BODY_BYTES_MAX,
    schema: { params: GroupParams, body: PostEdit, response: { 201: PostedMessage, ...refusals } },
    handler: async ({ params, body: { text, ...message } }, reply) => {
      const { ref: groupRef } = await directory.find(params.groupId);
      const { ref } = await farSide.edit({ ...message, groupRef }, text);
      return reply.status(201).send({ messageRef: ref });
    },
  });

  app.route({
    method: "POST",
    url: "/groups/:groupId/recalls",
    schema: { params: GroupParams, body: PostRecall, response: { 201: PostedMessage, ...refusals } },
    handler: async ({ params, body }, reply) => {
      const { ref: groupRef } = await directory.find(params.groupId);
      const { ref } = await farSide.recall({ ...body, groupRef });
      return reply.status(201).send({ messageRef: ref });
    },
  });

  app.route({
    method: "POST",
    url: "/groups/:groupId/presses",
    schema: { params: GroupParams, body: PostPress, response: { 200: PressedView, ...refusals } },
    handler: async ({ params, body: { messageRef: ref, token, senderRef } }) => {
      const { ref: groupRef } = await directory.find(params.groupId);
      return farSide.press({ groupRef, ref, senderRef }, token);
    },
  });

  app.route({
    method: "POST",
    url: "/estates",
    bodyLimit: ESTATE_BYTES_MAX,
    schema: { body: PostEstate, response: { 200: OpenedEstate, ...refusals } },
    handler: async ({ body }) => {
      const opened = await openEstate(body.estate, body.articles);
      await directory.fresh();
      return opened;
    },
  });
};

/** What keeps a message from being said, in words for its sender. */
function unsayable(saying: z.output<typeof PostMessage>, account: string): readonly string[] {
  const problems: string[] = [];
  if (saying.senderRef === account) problems.push("senderRef: nobody but the bot writes under its name");
  if (saying.kind === "text" && saying.text.replaceAll("\0", "").trim() === "")
    problems.push("text: there is nothing to say");
  return problems;
}

/** The groups by id, asked of the house at most each `GROUPS_MS`, and at once for an id that is not known. */
function createDirectory({ groups, clock }: Pick<SandboxRoutesOptions, "groups" | "clock">) {
  let byId = new Map<string, SandboxGroup>();
  let readAt = 0;

  async function fresh(): Promise<readonly SandboxGroup[]> {
    const all = await groups();
    byId = new Map(all.map((group) => [group.id, group]));
    readAt = clock.now().getTime();
    return all;
  }

  return {
    fresh,
    /** @throws AppError GROUP_NOT_FOUND */
    async find(groupId: string): Promise<SandboxGroup> {
      const age = clock.now().getTime() - readAt;
      if (!byId.has(groupId) || age < 0 || age > GROUPS_MS) await fresh();
      const group = byId.get(groupId);
      if (!group) throw new AppError("GROUP_NOT_FOUND", { groupId });
      return group;
    },
  };
}

function isIn(persona: PersonaView, groupId: string): boolean {
  return persona.groupIds.length === 0 || persona.groupIds.includes(groupId);
}

/** Answers in the house's own form what these routes refuse; what they did not foresee is the parent's. */
function refuse(error: FastifyError | AppError, _request: unknown, reply: FastifyReply) {
  const known = error instanceof AppError ? error : inputError(error);
  if (!known) throw error;
  return reply.status(known.httpStatus).send(known.toJSON());
}

function inputError(error: FastifyError): AppError | null {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const problems = error.validation.map(
      ({ instancePath, message }) => `${instancePath.slice(1) || "body"}: ${message}`,
    );
    return new AppError("INPUT_INVALID", { problems });
  }
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 && status !== 429
    ? new AppError("INPUT_INVALID", { problems: [error.message] })
    : null;
}
