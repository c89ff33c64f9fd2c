import { onTestFinished } from "vitest";

/** A stream of server-sent events, read one by one over real HTTP. */
export interface FollowedStream {
  readonly headers: Headers;
  /** Resolves with the next event; its data is JSON. */
  next(): Promise<ServerSentEvent>;
  close(): void;
}

export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an event carries is for the test to say.
  readonly data: any;
}

/** Opens a stream; it is closed when the test is done. */
export async function followStream(url: string, headers: Record<string, string> = {}): Promise<FollowedStream> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  onTestFinished(() => closing.abort());
  const blocks = readBlocks(response);
  return {
    headers: response.headers,
    close: () => closing.abort(),
    async next() {
      const { value, done } = await blocks.next();
      if (done) throw new Error(`the stream ${url} has ended`);
      return parseBlock(value);
    },
  };
}

async function* readBlocks(response: Response): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    yield* blocks;
  }
}

function parseBlock(block: string): ServerSentEvent {
  const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
  return {
    id: fields.get("id") ?? "",
    event: fields.get("event") ?? "message",
    data: JSON.parse(fields.get("data") ?? "null"),
  };
}
