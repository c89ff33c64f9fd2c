import { useEffect, useState } from "react";
import type { SandboxGroupView } from "../../sandbox-api.ts";
import type { ChatState } from "../chat-state.ts";
import { device } from "../device.ts";

/** How many messages of each group nobody has looked at here, by group id. A group met for the first time counts as read. */
export function useUnread(state: ChatState, open: readonly SandboxGroupView[]): ReadonlyMap<string, number> {
  const [seen, setSeen] = useState<Readonly<Record<string, number>>>(() => device.read("seen", {}));
  const [visible, setVisible] = useState(!document.hidden);

  useEffect(() => {
    const look = () => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  useEffect(() => {
    const news: Record<string, number> = {};
    for (const { id, ref } of state.groups) {
      const chat = state.chats.get(ref);
      const last = chat?.messages.at(-1)?.position ?? 0;
      const read = seen[id] === undefined || (visible && open.some((group) => group.id === id));
      if (chat && read && seen[id] !== last) news[id] = last;
    }
    if (Object.keys(news).length === 0) return;
    const next = { ...seen, ...news };
    setSeen(next);
    device.keep("seen", next);
  }, [state, open, seen, visible]);

  const counts = state.groups.map(({ id, ref }) => {
    const after = seen[id] ?? Number.MAX_SAFE_INTEGER;
    const fresh = (state.chats.get(ref)?.messages ?? []).filter(
      ({ position, recalled }) => position > after && !recalled,
    );
    return [id, fresh.length] as const;
  });
  return new Map(counts);
}
