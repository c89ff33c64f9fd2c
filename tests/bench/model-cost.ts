import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAnthropicModel } from "../../adapters/anthropic/anthropic-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import type { Config } from "../../src/config/index.ts";
import { costOf, type Money } from "../../src/domain/model-price.ts";
import type { Reading } from "../../src/domain/reading.ts";
import { systemClock as clock } from "../../src/ports/clock.ts";
import type { LanguageModel } from "../../src/ports/language-model.ts";
import { createLocalReader, createModelReader, isWorthAsking, type ModelCall } from "../../src/reading/index.ts";
import { openEstateFolder } from "../evals/groupchat.ts";
import { predict } from "../evals/predict.ts";

/** What reading with a language model takes, for a thousand messages of groups. */
export interface ModelCost {
  /** Who counted the tokens: a model's name, or "estimate" where none was asked. */
  readonly countedBy: string;
  /** Messages of the project's own annotated chats that were read. */
  readonly messages: number;
  readonly calls: number;
  readonly failed: number;
  readonly per1000Messages: {
    readonly calls: number;
    readonly inputTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
    /** By model: the one that was asked, or each that a price is set of. None where no price is set. */
    readonly cost: Readonly<Record<string, Money>>;
  };
}

const estates = fileURLToPath(new URL("../evals/estates/", import.meta.url));
const prompts = fileURLToPath(new URL("../../prompts/", import.meta.url));

/**
 * Reads the project's own chats as the house would with a language model, window by window behind the gate, and counts what that takes.
 * With `ask` the configured model is asked, and its own count stands. Without, none is: prompts are those that would be sent, a token is taken
 * to be a Chinese sign or four others, an answer to be as long as the local reader's, and nothing to come out of a cache.
 */
export async function measureModelCost({ model: configured, modelPrices }: Config, ask: boolean): Promise<ModelCost> {
  const calls: ModelCall[] = [];
  let heard: Reading | null = null;
  const asked = ask ? configured : null;
  const model = asked ? openModel(asked) : estimating(() => heard);
  const reader = createModelReader({
    ...{ model, prompts: openPromptFiles(prompts), local: createLocalReader() },
    gate(window, reading) {
      heard = reading;
      return isWorthAsking(window, reading);
    },
    onCall: (call) => calls.push(call),
  });
  const chats = readdirSync(estates).flatMap((name) => openEstateFolder(join(estates, name)).chats);
  for (const chat of chats) await predict(chat, reader);

  const messages = chats.reduce((sum, chat) => sum + chat.messages.length, 0);
  const of = (part: keyof ModelCall["usage"]) => calls.reduce((sum, { usage }) => sum + usage[part], 0);
  const spent = { inputTokens: of("inputTokens"), cachedTokens: of("cachedTokens"), outputTokens: of("outputTokens") };
  const share = (count: number) => (count / messages) * 1_000;
  const priced = [...(modelPrices?.byModel.keys() ?? [])].filter((name) => asked === null || name === asked.name);
  const costs = priced.flatMap((name) => {
    const cost = costOf([{ model: name, ...spent }], modelPrices);
    return cost ? [[name, { ...cost, amount: share(cost.amount) }]] : [];
  });
  return {
    countedBy: asked ? asked.name : "estimate",
    ...{ messages, calls: calls.length },
    failed: asked ? calls.filter(({ status }) => status !== "answered").length : 0,
    per1000Messages: {
      ...{ calls: share(calls.length), inputTokens: share(spent.inputTokens) },
      ...{ cachedTokens: share(spent.cachedTokens), outputTokens: share(spent.outputTokens) },
      cost: Object.fromEntries(costs),
    },
  };
}

function openModel({ apiKey, baseUrl, name, timeoutMs }: NonNullable<Config["model"]>): LanguageModel {
  return createAnthropicModel({ apiKey: apiKey.reveal(), baseUrl, model: name, timeoutMs, clock });
}

/** One that says nothing, so that the local reading stands, and tells what saying it would have taken. */
function estimating(heard: () => Reading | null): LanguageModel {
  return {
    name: "none",
    async ask({ system, input }) {
      const usage = {
        inputTokens: tokensIn(system) + tokensIn(input),
        cachedTokens: 0,
        outputTokens: tokensIn(JSON.stringify(heard())),
      };
      return { status: "away", reason: "nobody is asked", usage };
    },
  };
}

/** Providers differ, and tell only afterwards. */
function tokensIn(text: string): number {
  const signs = text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0;
  return signs + Math.ceil((text.length - signs) / 4);
}
