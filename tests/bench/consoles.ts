import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { estatePath } from "../acceptance/estate.ts";
import { openLab } from "../acceptance/lab.ts";
import { ask, plantLink, plantStaff } from "../acceptance/staff-door.ts";

/** How many consoles watch at once. */
export interface ConsolesSize {
  readonly consoles: number;
  /** Changes that each of them is told of. */
  readonly changes: number;
}

/** A district's office in the morning. */
export const fullConsoles: ConsolesSize = { consoles: 200, changes: 50 };
export const quickConsoles: ConsolesSize = { consoles: 10, changes: 3 };

/** Changes that come closer together are told as one. */
const foldedMs = 300;

/** What the house is given to come to rest: V8 gives back what the start took once it has been idle for some seconds. */
const restMs = 15_000;

/**
 * What it costs the house that many consoles watch: the memory of its process before they come, and the most that it holds while they are
 * told of changes. They share one session, as what a stream costs does not depend on whose it is.
 */
export async function runConsolesBench({ consoles, changes }: ConsolesSize) {
  const lab = await openLab({ buildings: 1 });
  const streams = new AbortController();
  try {
    const house = lab.start();
    await house.ready;
    const staffId = await plantStaff(lab, "admin", estatePath);
    const { cookie } = await ask(lab, "POST", "/api/session", { body: { token: await plantLink(lab, staffId) } });
    await pause(restMs);
    const beforeMb = residentMb(house.pid);
    let mostMb = beforeMb;

    const heard: Promise<number>[] = [];
    for (let n = 0; n < consoles; n++) {
      const answer = await fetch(`${lab.address}/api/events`, { headers: { cookie }, signal: streams.signal });
      if (!answer.ok || !answer.body) throw new Error(`a console was not let in: ${answer.status}`);
      heard.push(listen(answer.body));
    }
    for (let n = 0; n < changes; n++) {
      await lab.query("select pg_notify('linli_changed', 'tickets')");
      await pause(foldedMs);
      mostMb = Math.max(mostMb, residentMb(house.pid));
    }
    await pause(restMs);
    const restedMb = residentMb(house.pid);
    streams.abort();
    const told = await Promise.all(heard);
    return {
      ...{ consoles, changes, beforeMb, mostMb, restedMb, moreMb: mostMb - beforeMb },
      /** What the least and the most informed console heard of. */
      heardLeast: Math.min(...told),
      heardMost: Math.max(...told),
      node: process.version,
    };
  } finally {
    streams.abort();
    await lab.close();
  }
}

/** How many changes a stream tells of until it is cut. */
async function listen(body: ReadableStream<Uint8Array>): Promise<number> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  } catch {
    // It is cut when enough was heard.
  }
  return text.split("event: changed").length - 1;
}

/** The memory that a process holds, in MB, as Linux counts it. */
function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}
