export { type ArticleOffice, createArticleOffice } from "./article-office.ts";
export { type ArticleIndex, buildIndex } from "./article-index.ts";
export { createKnowledgeBase, type KnowledgeBase } from "./knowledge-base.ts";
export { type Asking, type Finding, type Hit, search } from "./search.ts";
