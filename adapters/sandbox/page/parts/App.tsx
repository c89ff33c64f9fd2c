import { useEffect, useState } from "react";
import { useChatState, useSandbox, useText } from "../sandbox-context.tsx";
import { Chat } from "./Chat.tsx";
import { GroupList } from "./GroupList.tsx";
import { Notice } from "./Notice.tsx";
import { useColumns } from "./use-columns.ts";
import { useUnread } from "./use-unread.ts";

/** The whole page: the groups on the left, one or several chats beside them; on a phone one after the other. */
export function App() {
  const { store } = useSandbox();
  const state = useChatState();
  const text = useText();
  const { open, show, showBeside, close, room } = useColumns(state.groups);
  const unread = useUnread(state, open);
  const [wasReady, setWasReady] = useState(false);
  if (state.phase === "ready" && !wasReady) setWasReady(true);

  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  useEffect(() => {
    document.title = total > 0 ? `(${total}) ${text.title}` : text.title;
  }, [total, text]);

  if (!wasReady) {
    if (state.phase === "loading") return <Notice busy title={text.loading} />;
    const again = { label: text.tryAgain, act: () => void store.load() };
    return <Notice title={text.cannotOpen} help={text.cannotOpenHelp} action={again} />;
  }
  return (
    <div className={`app ${open.length > 0 ? "app-in-chat" : "app-in-list"}`}>
      <GroupList open={open} unread={unread} onShow={show} onBeside={room > 1 ? showBeside : null} />
      <main className={`columns columns-${Math.max(open.length, 1)}`}>
        {open.map((group) => (
          <Chat key={group.id} group={group} onClose={() => close(group.id)} alone={open.length === 1} />
        ))}
        {open.length === 0 && state.groups.length > 0 && <Notice title={text.chooseGroup} />}
        {state.groups.length === 0 && <Notice title={text.noGroups} help={text.noGroupsHelp} />}
      </main>
    </div>
  );
}
