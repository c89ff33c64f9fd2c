import { abroad } from "./abroad.check.ts";
import { access } from "./access.check.ts";
import { ambiguous } from "./ambiguous.check.ts";
import { approval } from "./approval.check.ts";
import { audit } from "./audit.check.ts";
import { authz } from "./authz.check.ts";
import { burst } from "./burst.check.ts";
import type { Check } from "./check.ts";
import { crashpoints } from "./crashpoints.check.ts";
import { egress } from "./egress.check.ts";
import { emergency } from "./emergency.check.ts";
import { expiry } from "./expiry.check.ts";
import { flood } from "./flood.check.ts";
import { forget } from "./forget.check.ts";
import { form } from "./form.check.ts";
import { guard } from "./guard.check.ts";
import { honestClosing } from "./honest-closing.check.ts";
import { hostileModel } from "./hostile-model.check.ts";
import { injection } from "./injection.check.ts";
import { kill9, kill9Redis } from "./kill9.check.ts";
import { labels } from "./labels.check.ts";
import { logs } from "./logs.check.ts";
import { outages } from "./outages.check.ts";
import { poison } from "./poison.check.ts";
import { publishGate } from "./publish-gate.check.ts";
import { quiet } from "./quiet.check.ts";
import { rebinding } from "./rebinding.check.ts";
import { redaction } from "./redaction.check.ts";
import { redelivery } from "./redelivery.check.ts";
import { restore } from "./restore.check.ts";
import { rls } from "./rls.check.ts";
import { sessions } from "./sessions.check.ts";
import { silence } from "./silence.check.ts";
import { web } from "./web.check.ts";

/**
 * The quick set, in the order it runs: made for 8 minutes on two cores. What takes longer than some seconds is in it when it is of
 * the main line; but two of more than three minutes, kill9 and crashpoints, would fill it, and kill9 sees more of what may be lost.
 */
export const quickChecks: readonly Check[] = [
  approval,
  authz,
  sessions,
  redaction,
  hostileModel,
  injection,
  honestClosing,
  publishGate,
  expiry,
  labels,
  egress,
  redelivery,
  burst,
  poison,
  ambiguous,
  kill9,
  flood,
  silence,
];

/** Every check. */
export const checks: readonly Check[] = [
  ...quickChecks,
  crashpoints,
  rls,
  audit,
  logs,
  restore,
  forget,
  quiet,
  guard,
  emergency,
  kill9Redis,
  form,
  rebinding,
  outages,
  abroad,
  web,
  access,
];
