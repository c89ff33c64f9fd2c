import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ArticleFileView, PostArticleEvent } from "../../api/knowledge.ts";
import { send } from "../client.ts";
import { useText } from "../settings.tsx";
import { useNotice } from "./Notices.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";

/** Sends an event of an article's life, says what came of it, and reads the articles again. */
export function useArticleChange(articleId: string) {
  const { knowledge } = useText();
  const client = useQueryClient();
  const notice = useNotice();
  const done: Readonly<Record<PostArticleEvent["event"], string>> = {
    save: knowledge.saved,
    publish: knowledge.published,
    roll_back: knowledge.rolledBack,
    retire: knowledge.retired,
  };
  return useMutation({
    mutationFn: (body: PostArticleEvent) =>
      send<ArticleFileView>("POST", `/api/articles/${encodeURIComponent(articleId)}/events`, body),
    onSuccess: (_, { event }) => notice({ kind: "done", text: done[event] }),
    onError: useRefusalNotice(),
    onSettled: () => client.invalidateQueries({ queryKey: ["articles"] }),
  });
}
