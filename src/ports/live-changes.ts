/** What has changed in the tables, for pages that show them. It carries no content, so it needs no scope: whoever hears it asks anew. */
export interface LiveChanges {
  /** Calls `listener` after each change, soon and folded. Returns what ends it. */
  subscribe(listener: (what: LiveSubject) => void): () => void;
}

export const liveSubjects = ["tickets", "posts", "questions", "articles", "groups", "learning", "status"] as const;
export type LiveSubject = (typeof liveSubjects)[number];
