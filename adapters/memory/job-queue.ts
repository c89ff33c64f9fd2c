import { type Clock, systemClock } from "../../src/ports/clock.ts";
import { type JobHandler, type JobName, type JobQueue, waitAfterFailureMs } from "../../src/ports/job-queue.ts";

/** The doorbell in memory. By a clock that a test sets, it goes on when `drained` is called after the clock was moved. */
export interface MemoryQueue extends JobQueue {
  /** Resolves when no key runs or is due by the clock. What waits for a later time stays. Needs `run` to be running. */
  drained(): Promise<void>;
}

interface Bell {
  readonly job: JobName;
  readonly key: string;
  /** When a run is due, and the last ring that must not be forgotten by then. Null when nobody has rung. */
  due: { readonly firstAt: number; readonly lastAt: number; readonly replaceable: boolean } | null;
  running: boolean;
  failures: number;
}

/** Makes a queue that forgets everything with the process. */
export function createMemoryQueue({ clock = systemClock }: { readonly clock?: Clock } = {}): MemoryQueue {
  const bells = new Map<string, Bell>();
  const handlers = new Map<JobName, { readonly handler: JobHandler; running: number }>();
  const waiters: (() => void)[] = [];
  let signal: AbortSignal | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const now = () => clock.now().getTime();

  const ring: JobQueue["ring"] = async (job, key, { delayMs = 0, instead = false } = {}) => {
    if (closed) return;
    const id = JSON.stringify([job, key]);
    const bell = bells.get(id) ?? { job, key, due: null, running: false, failures: 0 };
    bells.set(id, bell);
    const dueAt = now() + delayMs;
    const known = bell.due && !(bell.due.replaceable && instead) ? bell.due : null;
    const { firstAt, lastAt } = known ?? { firstAt: dueAt, lastAt: dueAt };
    bell.due = {
      firstAt: Math.min(firstAt, dueAt),
      lastAt: Math.max(lastAt, dueAt),
      replaceable: instead && known === null,
    };
    startDue();
  };

  function isDue(bell: Bell): boolean {
    return bell.due !== null && bell.due.firstAt <= now();
  }

  function startDue(): void {
    clearTimeout(timer);
    if (!signal || signal.aborted) return;
    for (const bell of bells.values()) {
      const place = handlers.get(bell.job);
      if (!place || bell.running || !isDue(bell) || place.running >= place.handler.concurrency) continue;
      place.running += 1;
      void start(bell, place.handler, signal).finally(() => {
        place.running -= 1;
        startDue();
        settle();
      });
    }
    const later = [...bells.values()].flatMap(({ due, running }) => (due && !running ? [due.firstAt - now()] : []));
    const nextMs = Math.min(...later.filter((ms) => ms > 0));
    if (Number.isFinite(nextMs)) timer = setTimeout(startDue, Math.min(nextMs, 2 ** 31 - 1)).unref();
  }

  async function start(bell: Bell, handler: JobHandler, signal: AbortSignal): Promise<void> {
    const lastAt = bell.due?.lastAt ?? 0;
    bell.due = lastAt > now() ? { firstAt: lastAt, lastAt, replaceable: bell.due?.replaceable ?? false } : null;
    bell.running = true;
    // A ring never runs a handler before it returns, here as with any other queue.
    await Promise.resolve();
    try {
      const outcome = await handler.handle(bell.key, { signal });
      bell.failures = 0;
      if (outcome !== "done") void ring(bell.job, bell.key, { delayMs: outcome.again, instead: true });
    } catch {
      bell.failures += 1;
      void ring(bell.job, bell.key, { delayMs: waitAfterFailureMs(bell.failures) });
    } finally {
      bell.running = false;
      if (!bell.due && bell.failures === 0) bells.delete(JSON.stringify([bell.job, bell.key]));
    }
  }

  function isIdle(): boolean {
    return [...bells.values()].every((bell) => !bell.running && !isDue(bell));
  }

  function settle(): void {
    if (isIdle() || signal?.aborted) for (const resolve of waiters.splice(0)) resolve();
  }

  return {
    ring,
    async run({ handlers: given, signal: until }) {
      for (const handler of given) handlers.set(handler.name, { handler, running: 0 });
      signal = until;
      startDue();
      if (!until.aborted) await new Promise((resolve) => until.addEventListener("abort", resolve, { once: true }));
      while ([...bells.values()].some(({ running }) => running))
        await new Promise<void>((resolve) => waiters.push(resolve));
    },
    async drained() {
      startDue();
      while (!isIdle() && !signal?.aborted) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    async depth() {
      return [...bells.values()].filter(({ due, running }) => due || running).length;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
