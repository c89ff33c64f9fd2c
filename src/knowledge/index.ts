export { type ArticleIndex, buildIndex, buildIndexAside } from "./article-index.ts";
export { type ArticleOffice, createArticleOffice, type Examiner, type Import } from "./article-office.ts";
export { groupQuestions, type QuestionGroup } from "./group-questions.ts";
export { createKnowledgeBase, type KnowledgeBase, type Trial } from "./knowledge-base.ts";
export { type Asking, type Finding, type Hit, search } from "./search.ts";
