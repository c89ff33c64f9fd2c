import { useMutation, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { ArticleFileView } from "../../api/knowledge.ts";
import { newKey, send } from "../client.ts";
import { type ArticleDraft, ArticleForm, isWhole, wordsOf } from "../parts/ArticleForm.tsx";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";

/** A new article, begun with what the address brings: a question that residents asked. */
export function NewArticlePage() {
  const { knowledge } = useText();
  const mayNot = useMayNot("write_articles");
  const [begun] = useSearchParams();
  const [draft, setDraft] = useState<ArticleDraft>({
    question: begun.get("question") ?? "",
    variants: begun.get("variants") ?? "",
    areaPath: begun.get("areaPath") ?? "",
    ...{ answer: "", kind: "policy", source: "", issuer: "", documentNumber: "", validFrom: "", validUntil: "" },
  });
  // One key for the page: however often the button is pressed, it writes one article.
  const [key] = useState(newKey);
  const client = useQueryClient();
  const notice = useNotice();
  const navigate = useNavigate();
  const make = useMutation({
    mutationFn: () => send<ArticleFileView>("POST", "/api/articles", wordsOf(draft), key),
    onSuccess: async ({ id }) => {
      notice({ kind: "done", text: knowledge.saved });
      await client.invalidateQueries({ queryKey: ["articles"] });
      await navigate(paths.article(id), { replace: true });
    },
    onError: useRefusalNotice(),
  });
  return (
    <>
      <p>
        <Link to={paths.knowledge()}>← {knowledge.back}</Link>
      </p>
      <h1>{knowledge.newTitle}</h1>
      <section className="card">
        <ArticleForm draft={draft} onChange={setDraft} fixed={mayNot !== null || make.isPending} />
        <footer>
          <Button
            type="primary"
            size="large"
            loading={make.isPending}
            disabled={mayNot !== null || !isWhole(draft)}
            title={mayNot ?? undefined}
            onClick={() => make.mutate()}
          >
            {knowledge.save}
          </Button>
        </footer>
        {mayNot && <p className="hint">{mayNot}</p>}
      </section>
    </>
  );
}
