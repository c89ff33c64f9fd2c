import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { LiveChange } from "../api/live.ts";
import { figuresKey } from "./queries.ts";

/** Whether changes reach this screen by themselves. `offline`: the device has no network; `waiting`: the house does not answer. */
export type LiveState = "live" | "waiting" | "offline";

/** Changes come in bursts, one for each row of a turn; this long they are gathered into one reading. */
const gatherMs = 250;

/** Figures are counted over everything there is: what happens to tickets within this time is counted once. */
const countAfterMs = 5_000;

/** How long to wait before a stream that the browser gave up is opened anew. */
const reopenMs = 3_000;

let streamOpen = true;
const watchers = new Set<() => void>();
const tellWatchers = () => {
  for (const tell of watchers) tell();
};

/**
 * Reads again what the house says has changed, until the returned function is called.
 * After a break everything is read again, as changes may have been missed.
 */
export function followChanges(client: QueryClient): () => void {
  const changed = new Set<LiveChange["what"]>();
  let gathering: ReturnType<typeof setTimeout> | null = null;
  const readAgain = () => {
    gathering = null;
    // What waits for people is counted in the status, whatever it is.
    for (const what of new Set([...changed, "status"])) void client.invalidateQueries({ queryKey: [what] });
    if (changed.has("tickets")) counting ??= setTimeout(countAgain, countAfterMs);
    changed.clear();
  };

  let counting: ReturnType<typeof setTimeout> | null = null;
  const countAgain = () => {
    counting = null;
    void client.invalidateQueries({ queryKey: figuresKey });
  };

  let stream: EventSource;
  let reopening: ReturnType<typeof setTimeout> | null = null;
  const open = () => {
    stream = new EventSource("/api/events");
    stream.addEventListener("changed", ({ data }: MessageEvent<string>) => {
      changed.add((JSON.parse(data) as LiveChange).what);
      gathering ??= setTimeout(readAgain, gatherMs);
    });
    stream.addEventListener("open", () => {
      if (!streamOpen) void client.invalidateQueries();
      setOpen(true);
    });
    stream.addEventListener("error", () => {
      setOpen(false);
      // A browser mends a broken connection itself, but gives up for good when a proxy answers 502 while the house restarts.
      if (stream.readyState === EventSource.CLOSED) reopening = setTimeout(open, reopenMs);
    });
  };
  open();

  return () => {
    for (const waiting of [gathering, counting, reopening]) if (waiting) clearTimeout(waiting);
    stream.close();
    setOpen(true);
  };
}

/** The state of the connection, for the banner and the status page. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(watch, () => (!navigator.onLine ? "offline" : streamOpen ? "live" : "waiting"));
}

function setOpen(open: boolean): void {
  if (open === streamOpen) return;
  streamOpen = open;
  tellWatchers();
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    watchers.delete(tell);
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}
