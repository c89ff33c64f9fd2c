import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { CheckUpView } from "../../api/doctor.ts";
import { checkUp } from "../../doctor/index.ts";
import { roleMay } from "../../domain/authority.ts";
import { type FindingCode, severityOf } from "../../domain/check-up.ts";
import { findingWords } from "../../locales/doctor.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/doctor`: how the channels and the reader's groups do, and what to do about what is wrong. */
export const doctorRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { records, clock }) => {
  app.route({
    method: "GET",
    url: "/doctor",
    config: { needs: "read_groups" },
    schema: { response: { 200: CheckUpView } },
    handler: async (request) => {
      const { areaPath, role } = actorOf(request);
      const now = clock.now();
      const { findings } = await checkUp({ records, clock }, { areaPath, withUnbound: roleMay(role, "manage_groups") });
      return {
        checkedAt: now.toISOString(),
        findings: findings.map((finding) => ({
          code: finding.code,
          severity: severityOf[finding.code],
          ...findingWords(finding, now),
          page: pageOf(finding.code),
        })),
      };
    },
  });
};

/** Where the console mends what was found. */
function pageOf(code: FindingCode): "groups" | "pending" | null {
  if (code.startsWith("posts_") || code === "parked") return "pending";
  return code.startsWith("group_") || code === "no_staff_group" ? "groups" : null;
}
