/** How a provider can be made to answer in a shape, the surest first. */
export const rungs = ["output_config", "tool", "prompt"] as const;
export type Rung = (typeof rungs)[number];

/** What a provider is known to take. Learnt from its refusals while the process runs. */
export interface Capabilities {
  readonly structured: Rung;
  readonly cacheControl: boolean;
}

/**
 * Where to begin with a provider, by the end of its host name: those whose own documentation (as read in 2026-11) promises forced tools
 * but no `output_config.format` and no `cache_control`. A wrong line costs one refused call and is then unlearnt; a missing one is the
 * Messages API in full.
 */
// biome-ignore format: reads in columns
const knownProviders: readonly (Capabilities & { readonly host: string })[] = [
  // Takes output_config for effort only, and ignores the rest of it without a word.
  { host: "deepseek.com",            structured: "tool", cacheControl: false },
  { host: "moonshot.cn",             structured: "tool", cacheControl: false },
  { host: "moonshot.ai",             structured: "tool", cacheControl: false },
  { host: "bigmodel.cn",             structured: "tool", cacheControl: false },
  { host: "z.ai",                    structured: "tool", cacheControl: false },
  { host: "minimaxi.com",            structured: "tool", cacheControl: false },
  { host: "minimax.io",              structured: "tool", cacheControl: false },
  { host: "aliyuncs.com",            structured: "tool", cacheControl: false },
  { host: "lkeap.cloud.tencent.com", structured: "tool", cacheControl: false },
  { host: "modelarts-maas.com",      structured: "tool", cacheControl: false },
];

/** What to begin with at this address. */
export function capabilitiesOf(baseUrl: string): Capabilities {
  const { hostname } = new URL(baseUrl);
  const known = knownProviders.find(({ host }) => hostname === host || hostname.endsWith(`.${host}`));
  return { structured: known?.structured ?? "output_config", cacheControl: known?.cacheControl ?? true };
}

/** The next rung down, or null below the last. */
export function rungBelow(rung: Rung): Rung | null {
  return rungs[rungs.indexOf(rung) + 1] ?? null;
}
