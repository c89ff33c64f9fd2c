import { once } from "node:events";
import http from "node:http";
import https from "node:https";

/** What came of posting to an address: what was answered, or that nothing was, and whether it may have arrived all the same. */
export type Called =
  | { readonly status: number; readonly body: string }
  | { readonly lost: string; readonly mayHaveArrived: boolean };

/** An answer of WeCom's is a line; what is longer is somebody else's page. */
const answerBytesMax = 64 * 1_024;

/**
 * Posts JSON on a connection of its own: one kept open may be closed by the far side just as we write, which cannot be told from a message
 * that was taken. Never rejects, and never tells the address, which holds the webhook's key.
 */
export async function postJson(url: string, json: unknown, withinMs: number): Promise<Called> {
  const isSecure = url.startsWith("https:");
  const body = Buffer.from(JSON.stringify(json));
  const headers = { "content-type": "application/json", "content-length": body.length };
  const signal = AbortSignal.timeout(withinMs);
  let stands = false;
  try {
    const request = (isSecure ? https : http).request(url, { method: "POST", headers, agent: false, signal });
    request.once("socket", (socket) => {
      socket.once(isSecure ? "secureConnect" : "connect", () => {
        stands = true;
      });
    });
    request.end(body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes <= answerBytesMax) chunks.push(chunk as Buffer);
    }
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") };
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return { lost: code ?? name, mayHaveArrived: stands };
  }
}
