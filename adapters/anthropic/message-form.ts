import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import type {
  MessageCreateParamsNonStreaming,
  MessageParam,
  TextBlockParam,
} from "@anthropic-ai/sdk/resources/messages";
import { z } from "zod";
import type { ModelRequest, ModelUsage } from "../../src/ports/language-model.ts";
import type { Capabilities } from "./capabilities.ts";

/** An answer that did not fit, and why: what a repair is asked from. */
export interface Misfit {
  readonly said: string;
  readonly problem: string;
}

const TOOL_NAME = "answer";
/** As much of a bad answer as is shown back to the model. */
const saidCharsMax = 4_000;

/** The body of one call: the request, in the shape this provider can take. A misfit makes it the repair. */
export function messageParams(
  model: string,
  request: ModelRequest<unknown>,
  { structured, cacheControl }: Capabilities,
  misfit: Misfit | null,
): MessageCreateParamsNonStreaming {
  // A repair spells the schema out, whatever the rung: a provider that ignores output_config has never shown it to the model.
  const spelledOut = structured === "prompt" || misfit !== null;
  const stable: TextBlockParam[] = [{ type: "text", text: request.system }];
  if (spelledOut) stable.push({ type: "text", text: schemaInWords(request.schema) });
  const last = stable.at(-1);
  if (cacheControl && last) last.cache_control = { type: "ephemeral" };

  const params = {
    model,
    max_tokens: request.maxTokens,
    system: stable,
    messages: misfit ? repairMessages(request.input, misfit) : [{ role: "user" as const, content: request.input }],
  };
  if (spelledOut) return params;
  const { type, schema } = zodOutputFormat(request.schema);
  if (structured === "output_config") return { ...params, output_config: { format: { type, schema } } };
  return {
    ...params,
    tools: [{ name: TOOL_NAME, description: "Takes the answer.", input_schema: { ...schema, type: "object" } }],
    tool_choice: { type: "tool", name: TOOL_NAME },
  };
}

function schemaInWords(schema: z.ZodType): string {
  return `Answer with one JSON object and nothing else. It must fit this JSON schema:\n${JSON.stringify(z.toJSONSchema(schema))}`;
}

function repairMessages(input: string, { said, problem }: Misfit): MessageParam[] {
  const again = `That does not fit: ${problem}\nAnswer again with the JSON object only.`;
  // The API takes no empty message.
  if (!said.trim()) return [{ role: "user", content: `${input}\n\n${again}` }];
  return [
    { role: "user", content: input },
    { role: "assistant", content: said.slice(0, saidCharsMax).trimEnd() },
    { role: "user", content: again },
  ];
}

const count = z.number().int().nonnegative().catch(0);

/** As much of a reply as is read. Compatible providers leave things out, so only what cannot be done without is asked for. */
const Reply = z.object({
  stop_reason: z.string().nullable().catch(null),
  content: z.array(
    z.looseObject({ type: z.string(), text: z.string().optional().catch(undefined), input: z.unknown().optional() }),
  ),
  usage: z
    .object({
      input_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      output_tokens: count,
    })
    .catch({ input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0, output_tokens: 0 }),
});

/** A reply, read: why the model stopped, what was spent, and what it said as text. */
export interface ReadReply {
  readonly stopReason: string | null;
  readonly usage: ModelUsage;
  /** The tool's input as JSON, or the text. */
  readonly said: string;
}

/** Reads a reply; null when it is no message at all. */
export function readReply(reply: unknown): ReadReply | null {
  const { data } = Reply.safeParse(reply);
  if (!data) return null;
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = data.usage;
  const tool = data.content.find(({ type }) => type === "tool_use");
  const text = data.content.flatMap((block) => (block.type === "text" && block.text ? [block.text] : [])).join("");
  return {
    stopReason: data.stop_reason,
    usage: {
      inputTokens: input_tokens + cache_read_input_tokens + cache_creation_input_tokens,
      cachedTokens: cache_read_input_tokens,
      outputTokens: output_tokens,
    },
    // Some providers give the tool's input as text already.
    said: tool ? (typeof tool.input === "string" ? tool.input : (JSON.stringify(tool.input) ?? "")) : text,
  };
}

/** The one object in what was said, checked. A code fence or a sentence around it is no fault of the object. */
export function parseAnswer<T>(said: string, schema: z.ZodType<T>): { readonly value: T } | Misfit {
  const text = said.slice(said.indexOf("{"), said.lastIndexOf("}") + 1);
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { said, problem: "it holds no JSON object." };
  }
  const { success, data, error } = schema.safeParse(found);
  return success ? { value: data } : { said, problem: z.prettifyError(error).slice(0, 1_000) };
}
