/** What an operator set that decides whether residents' words may go to a model. */
export interface ModelRegionChoice {
  /** Where the Messages format is spoken. */
  readonly baseUrl: string;
  /** `cn`: residents' words stay in the mainland. Null: the operator has set no bound. */
  readonly dataRegion: "cn" | null;
  /** The reference of the impact assessment (个人信息保护影响评估) that covers sending abroad; null when there is none. */
  readonly assessmentRef: string | null;
}

export type ModelRegionDecision =
  /** The endpoint is in the mainland, or on the operator's own network. */
  | { readonly status: "allowed" }
  /** Words go abroad. `notice` is to be said once, at the first start. */
  | { readonly status: "allowed_abroad"; readonly notice: string }
  | { readonly status: "refused"; readonly problem: string };

/**
 * Hosts in the mainland, each to the letter, from their own documentation (2026-11). No ending of a name says where a machine stands: under
 * `.cn`, and under a cloud's name, there are machines abroad too.
 */
const mainlandHosts: readonly string[] = [
  "api.deepseek.com",
  "api.moonshot.cn",
  "open.bigmodel.cn",
  "api.minimaxi.com",
  "dashscope.aliyuncs.com",
  "api.hunyuan.cloud.tencent.com",
  "api.lkeap.cloud.tencent.com",
  "api.modelarts-maas.com",
  "ark.cn-beijing.volces.com",
  "qianfan.baidubce.com",
];
/** Of Bailian each workspace has a host of its own; the region is part of the name. */
const mainlandWorkspace = /^[a-z0-9-]+\.cn-beijing\.maas\.aliyuncs\.com$/;

/**
 * Decides whether a model at this address may be asked about residents' words, which it only ever gets redacted. Law: PIPL Articles 38–40 and 55.
 * A host that is not known counts as abroad: guessing the other way cannot be taken back.
 */
export function decideModelRegion({ baseUrl, dataRegion, assessmentRef }: ModelRegionChoice): ModelRegionDecision {
  const { hostname, protocol, username, password } = new URL(baseUrl);
  if (username !== "" || password !== "")
    return { status: "refused", problem: `names a user before ${hostname}; the key belongs into ANTHROPIC_API_KEY` };
  const own = isOwnNetwork(hostname);
  if (protocol !== "https:" && !(own && protocol === "http:"))
    return { status: "refused", problem: `${hostname} would get residents' words unencrypted; use https` };
  if (own || isMainland(hostname)) return { status: "allowed" };
  if (dataRegion === "cn" && assessmentRef === null) {
    return {
      status: "refused",
      problem: `DATA_REGION=cn keeps residents' words in the mainland, and ${hostname} is not known to be there; use an endpoint that is, or name the impact assessment that covers it in DATA_EXPORT_ASSESSMENT`,
    };
  }
  const basis = assessmentRef === null ? "no impact assessment is named" : `impact assessment ${assessmentRef}`;
  const notice = `What residents write in the groups is sent, redacted, to ${hostname}, which is not known to be in mainland China (${basis}).`;
  return { status: "allowed_abroad", notice };
}

function isMainland(host: string): boolean {
  return mainlandHosts.includes(host) || mainlandWorkspace.test(host);
}

/** Loopback, private addresses (RFC 1918, RFC 4193), and names that resolve nowhere else. */
function isOwnNetwork(host: string): boolean {
  if (/^(?:127|10)(?:\.\d+){3}$|^192\.168(?:\.\d+){2}$|^172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}$/.test(host)) return true;
  if (/^\[(?:::1|f[cd][0-9a-f]{2}:.*)\]$/.test(host)) return true;
  return host === "localhost" || /\.(?:localhost|local|internal|lan)$/.test(host);
}
