import type { FastifyInstance } from "fastify";
import { portTakenLine } from "../locales/start.ts";

/** Ports tried after the wanted one. */
const portsTried = 20;

/** Listens on the wanted port, or on the next that is free, and gives the address under which people reach the pages. */
export async function listen(
  app: FastifyInstance,
  wanted: { readonly host: string; readonly port: number; readonly publicUrl: string | null },
  say: (line: string) => void,
): Promise<string> {
  for (let { port } = wanted; ; port++) {
    try {
      const address = await app.listen({ host: wanted.host, port });
      return wanted.publicUrl ?? address.replace("[::1]", "127.0.0.1");
    } catch (error) {
      const isTaken = (error as { code?: string }).code === "EADDRINUSE" && port < wanted.port + portsTried;
      if (!isTaken) throw error;
      say(portTakenLine(port));
    }
  }
}
