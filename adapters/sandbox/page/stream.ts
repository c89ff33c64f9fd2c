import type { SandboxMessageView } from "../sandbox-api.ts";

/** What is told to who follows the stream. */
export interface StreamListener {
  /** It is open; `anew` when the pages must be read again. */
  onHello(anew: boolean): void;
  onMessage(message: SandboxMessageView): void;
  /** It broke, and is being opened again. */
  onBreak(): void;
}

/** The server beats every 15 s: a stream this long without a sign is dead, whatever the browser thinks. */
const silenceMsMax = 40_000;
const reopenMs = 2_000;

/** Follows all groups live until the returned function is called; after a break it goes on where it stopped. */
export function followStream({ onHello, onMessage, onBreak }: StreamListener): () => void {
  let stream: EventSource | null = null;
  let lastId = "";
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;

  const alive = ({ lastEventId }: MessageEvent<string>) => {
    if (lastEventId) lastId = lastEventId;
    clearTimeout(watchdog);
    watchdog = setTimeout(reopen, silenceMsMax);
  };

  function reopen() {
    onBreak();
    stream?.close();
    clearTimeout(watchdog);
    clearTimeout(reopening);
    reopening = setTimeout(open, reopenMs);
  }

  function open() {
    const opened = new EventSource(`/api/sandbox/stream${lastId ? `?after=${lastId}` : ""}`);
    stream = opened;
    opened.addEventListener("hello", (event: MessageEvent<string>) => {
      alive(event);
      onHello((JSON.parse(event.data) as { anew: boolean }).anew);
    });
    opened.addEventListener("message", (event: MessageEvent<string>) => {
      alive(event);
      onMessage(JSON.parse(event.data) as SandboxMessageView);
    });
    opened.addEventListener("beat", alive);
    opened.addEventListener("error", () => {
      // A browser mends a broken connection itself, but gives up for good when it is answered anything but a stream.
      if (opened.readyState === EventSource.CLOSED) reopen();
      else onBreak();
    });
  }

  open();
  return () => {
    stream?.close();
    clearTimeout(watchdog);
    clearTimeout(reopening);
  };
}
