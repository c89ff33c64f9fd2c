import type { UseQueryResult } from "@tanstack/react-query";
import Button from "antd/es/button";
import Skeleton from "antd/es/skeleton";
import type { ReactNode } from "react";
import { refusalOf } from "../client.ts";
import { useLiveState } from "../live.ts";
import { useText } from "../settings.tsx";

/** Says what there is not, and what to do. */
export function Message({ what, todo, children }: { what: string; todo: string; children?: ReactNode }) {
  return (
    <div className="message" role="status">
      <p className="message-what">{what}</p>
      <p className="message-todo">{todo}</p>
      {children}
    </div>
  );
}

/** Shows what a query read; until then that it is being read, or why it could not be and how to try again. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const text = useText();
  if (query.data !== undefined) return children(query.data);
  if (!query.isError) {
    return (
      <div role="status" aria-label={text.states.loading}>
        <Skeleton active paragraph={{ rows: 4 }} />
      </div>
    );
  }
  return (
    <Message {...text.error(refusalOf(query.error))}>
      <Button onClick={() => void query.refetch()} loading={query.isFetching}>
        {text.states.retry}
      </Button>
    </Message>
  );
}

/** Warns on top of every page while what it shows may be old. */
export function OfflineBanner() {
  const live = useLiveState();
  const { states } = useText();
  if (live === "live") return null;
  return (
    <div className="offline-banner" role="alert">
      {live === "offline" ? states.offline : states.reconnecting}
    </div>
  );
}
