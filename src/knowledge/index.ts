export { type ArticleIndex, buildIndex } from "./article-index.ts";
export { type ArticleOffice, createArticleOffice } from "./article-office.ts";
export { createKnowledgeBase, type KnowledgeBase, type Trial } from "./knowledge-base.ts";
export { type Asking, type Finding, type Hit, search } from "./search.ts";
