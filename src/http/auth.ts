import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Action, freshProofMs, needsProof, roleMay } from "../domain/authority.ts";
import { AppError } from "../errors/app-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory, SignedIn } from "../ports/directory.ts";
import type { StaffScope } from "../ports/staff-scope.ts";

/**
 * What a route needs of whoever asks: an action of the table, which also says whether a session alone is enough for it; or for what is
 * everybody's own, to be signed in, or to have proved it within ten minutes. A route that declares none is refused at start.
 */
export type Needs = Action | "signed_in" | "fresh_proof" | "nobody";

declare module "fastify" {
  interface FastifyContextConfig {
    needs?: Needs;
  }
  interface FastifyRequest {
    /** Who is signed in; null where the route needs nobody. */
    actor: SignedIn | null;
  }
}

/** Where the session's token lies: the browser's `__Host-` rule would need https, which one small machine has not. */
export const sessionCookie = "linli_session";

/**
 * Puts signing in before every route: each declares what it needs, and is handed who asks. Requests that change something must come
 * from our own pages, as the browser's own headers say. Whatever a route reads, it reads in the scope of who asks. `isOpen` names what lies outside: pages, and what adapters mount for their networks.
 */
export function guard(
  app: FastifyInstance,
  { directory, clock, scope }: { readonly directory: Directory; readonly clock: Clock; readonly scope: StaffScope },
  isOpen: (url: string) => boolean,
): void {
  app.decorateRequest("actor", null);
  app.addHook("onRoute", (route) => {
    if (route.method === "HEAD" || route.method === "OPTIONS") return;
    if (isOpen(route.url)) route.config = { ...route.config, needs: "nobody" };
    if (!route.config?.needs)
      throw new Error(`${route.method} ${route.url} does not declare what it needs (config.needs)`);
  });
  app.addHook("onSend", async (request, reply) => {
    // What was shown to somebody who is signed in is no browser's to keep.
    const isPrivate = (request.routeOptions.config.needs ?? "nobody") !== "nobody";
    if (isPrivate && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  app.addHook("onRequest", async (request) => {
    const needs = request.routeOptions.config.needs ?? "nobody";
    if (needs !== "nobody") {
      const actor = await signedIn(request, directory, clock);
      const isOfRole = needs === "signed_in" || needs === "fresh_proof" || roleMay(actor.role, needs);
      if (!isOfRole) throw new AppError("NOT_ALLOWED", { role: actor.role, action: needs });
      if (asksForProof(needs) && clock.now().getTime() - actor.provedAt.getTime() >= freshProofMs)
        throw new AppError("PROOF_NEEDED", { action: needs });
      request.actor = actor;
    }
    if (!isSafe(request))
      throw new AppError("NOT_ALLOWED", { role: "a page of another origin", action: "change anything" });
  });
  // Once the body has come: what its stream wakes up does not belong to the request.
  app.addHook("preHandler", (request, _, done) => {
    const asker = request.actor ?? (isOpen(request.routeOptions.url ?? "") ? "house" : "nobody");
    scope.run(asker, done);
  });
}

/** Says whether a route that needs this needs a proof of the last ten minutes. */
export function asksForProof(needs: Needs): boolean {
  return needs === "fresh_proof" || (needs !== "signed_in" && needs !== "nobody" && needsProof(needs));
}

/** Who asks, where a route needs somebody: the hook has made sure. */
export function actorOf(request: FastifyRequest): SignedIn {
  if (!request.actor) throw new AppError("NOT_SIGNED_IN", {});
  return request.actor;
}

async function signedIn(request: FastifyRequest, directory: Directory, clock: Clock): Promise<SignedIn> {
  const token = request.cookies[sessionCookie];
  const actor = token ? await directory.session(token, clock.now()) : null;
  if (!actor) throw new AppError("NOT_SIGNED_IN", {});
  return actor;
}

/** A browser says where a request comes from. One from another site may read what is public, and change nothing. */
function isSafe({ method, headers }: FastifyRequest): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return true;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin, host } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
