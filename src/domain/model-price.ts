/** What a provider takes for a million tokens, in units of the currency. */
export interface ModelPrice {
  /** Of what is read for the first time. */
  readonly input: number;
  /** Of what comes out of the provider's cache. */
  readonly cached: number;
  readonly output: number;
}

/** The prices that an operator has named. */
export interface ModelPrices {
  /** ISO 4217: "CNY". */
  readonly currency: string;
  /** By the model's name. Of one that is not here nothing is known. */
  readonly byModel: ReadonlyMap<string, ModelPrice>;
}

/** What one model read and wrote. */
export interface ModelUse {
  readonly model: string;
  /** All of the prompts, cached or not. */
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** An amount of money. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** What this use costs at these prices; null when the price of one of the models is not known: a part would pass for the whole. */
export function costOf(uses: readonly ModelUse[], prices: ModelPrices | null): Money | null {
  if (!prices) return null;
  let amount = 0;
  for (const { model, inputTokens, cachedTokens, outputTokens } of uses) {
    const price = prices.byModel.get(model);
    if (!price) return null;
    const perMillion = (inputTokens - cachedTokens) * price.input + cachedTokens * price.cached;
    amount += (perMillion + outputTokens * price.output) / 1_000_000;
  }
  return { amount, currency: prices.currency };
}
