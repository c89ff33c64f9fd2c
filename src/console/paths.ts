/** Where each page of the console lives. Links are made here and nowhere else. */
export const paths = {
  today: () => "/",
  tickets: (filter: Readonly<Record<string, string>> = {}) => withQuery("/tickets", filter),
  ticket: (ticketId: string) => `/tickets/${encodeURIComponent(ticketId)}`,
  figures: (scope: Readonly<Record<string, string>> = {}) => withQuery("/figures", scope),
  groups: () => "/groups",
  pending: () => "/pending",
  relay: () => "/relay",
  forms: () => "/forms",
  knowledge: () => "/knowledge",
  /** With what a new article begins with: its first question, other ways it was asked, its area. */
  newArticle: (begun: Readonly<Record<string, string>> = {}) => withQuery("/knowledge/new", begun),
  tryQuestion: (asked: Readonly<Record<string, string>> = {}) => withQuery("/knowledge/try", asked),
  importArticles: () => "/knowledge/import",
  unanswered: () => "/knowledge/unanswered",
  learning: () => "/learning",
  prompt: (promptId: string) => `/learning/prompts/${encodeURIComponent(promptId)}`,
  article: (articleId: string) => `/knowledge/articles/${encodeURIComponent(articleId)}`,
  staff: () => "/staff",
  areas: () => "/staff/areas",
  parties: () => "/staff/parties",
  audit: () => "/audit",
  account: () => "/account",
  status: () => "/status",
  doctor: () => "/doctor",
  signIn: () => "/sign-in",
};

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === "" ? path : `${path}?${search}`;
}
