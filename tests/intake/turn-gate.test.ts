import { describe, expect, it } from "vitest";
import { createTurnGate } from "../../src/intake/turn-gate.ts";

/** Work that ends when it is told to, and tells when it has begun. */
function work(name: string, log: string[]) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    log.push(`${name} begins`);
    await ended;
    log.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

/** Lets everything happen that waits for nothing. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the gate of turns", () => {
  it("lets turns go side by side, and a suspect wait for them and keep the rest waiting", async () => {
    const gate = createTurnGate();
    const log: string[] = [];
    const [a, b, suspect, late] = ["a", "b", "suspect", "late"].map((name) => work(name, log));
    const all = [gate.beside(a!.run), gate.beside(b!.run)];
    await settle();
    all.push(gate.alone(suspect!.run));
    all.push(gate.beside(late!.run));
    await settle();
    expect(log).toEqual(["a begins", "b begins"]);
    a!.end();
    b!.end();
    await settle();
    expect(log.slice(-1)).toEqual(["suspect begins"]);
    suspect!.end();
    late!.end();
    expect(await Promise.all(all)).toEqual(["a", "b", "suspect", "late"]);
    expect(log.indexOf("late begins")).toBeGreaterThan(log.indexOf("suspect ends"));
  });

  it("goes on after a turn that failed, alone or not", async () => {
    const gate = createTurnGate();
    const fail = () => Promise.reject(new Error("no"));
    await expect(gate.beside(fail)).rejects.toThrow("no");
    await expect(gate.alone(fail)).rejects.toThrow("no");
    expect(await gate.beside(async () => "on")).toBe("on");
    expect(await gate.alone(async () => "on")).toBe("on");
  });
});
