import type { Examiner } from "../knowledge/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { ExamStore } from "../ports/exam-store.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import { examineArticles } from "./article-exam.ts";
import { shippedQuestions } from "./exam-cases.ts";

/** The examiner of articles: what publishing one would do to the answers, over what is published. */
export function createArticleGate(deps: {
  readonly knowledge: Pick<KnowledgeStore, "published">;
  readonly store: Pick<ExamStore, "questions" | "margins">;
  readonly clock: Clock;
}): Examiner {
  const unanswerable = shippedQuestions();
  return {
    async examine(article) {
      const { articles: before } = await deps.knowledge.published();
      const after = [...before.filter(({ id }) => id !== article.id), article];
      const [questions, margins] = await Promise.all([deps.store.questions(), deps.store.margins()]);
      return examineArticles({ before, after, questions, unanswerable, margins, now: deps.clock.now() });
    },
  };
}
