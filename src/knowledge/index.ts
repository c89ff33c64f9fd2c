export { buildIndex } from "./article-index.ts";
export { createKnowledgeBase, type KnowledgeBase } from "./knowledge-base.ts";
export { search } from "./search.ts";
