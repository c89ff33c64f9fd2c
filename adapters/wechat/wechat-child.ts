// The program that speaks WeChat, in a process of its own: wechaty brings some 350 packages, and dies of what it does not expect.
// It knows no database and no key; all it is given comes through the pipe from the house, and it ends when that closes.
import { openSession, type Session } from "./session.ts";
import { type FromChild, FromHouse } from "./wire.ts";

/** How long a puppet may take to stop. */
const stopWithinMs = 3_000;

let session: Promise<Session> | null = null;
let line = Promise.resolve();

function tell(message: FromChild): void {
  process.send?.(message);
}

async function take(message: FromHouse): Promise<void> {
  if (message.type === "start") {
    session ??= openSession(message, tell);
    session.catch(fail);
  } else if (message.type === "say") {
    const { id, groupRef, text } = message;
    const open = await session;
    tell({ type: "result", id, result: open ? await open.say(groupRef, text) : { status: "offline" } });
  } else {
    await end(0);
  }
}

function fail(error: unknown): void {
  const text = (error instanceof Error ? error.message : String(error)).split("\n")[0]!.slice(0, 200);
  tell({ type: "fatal", text });
  void end(1);
}

/** Puppets leave timers and connections behind, so the process is ended, not left to end. */
async function end(code: number): Promise<void> {
  setTimeout(() => process.exit(code), stopWithinMs);
  await Promise.resolve(session)
    .then(
      (open) => open?.stop(),
      () => {},
    )
    .catch(() => {});
  process.exit(code);
}

process.on("message", (raw) => {
  const { data } = FromHouse.safeParse(raw);
  if (!data) return fail(new Error("the house said something that is no message"));
  // One after the other: what is said in a room keeps its order.
  line = line.then(() => take(data)).catch(fail);
});
// The house is gone, whatever became of it: nobody is left to hear for.
process.on("disconnect", () => void end(0));
// Ctrl-C goes to every process of the terminal; the house tells when to stop.
process.on("SIGINT", () => {});
process.on("uncaughtException", fail);
process.on("unhandledRejection", (reason) => {
  const text = (reason instanceof Error ? reason.message : String(reason)).split("\n")[0]!.slice(0, 200);
  // Puppets forget promises; what is broken for good shows by the puppet's own state.
  tell({ type: "trouble", text, count: 1 });
});
tell({ type: "ready_to_start" });
