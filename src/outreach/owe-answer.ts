import type { Article } from "../domain/article.ts";
import { chinaClock } from "../domain/group.ts";
import type { NewPost } from "../domain/post.ts";
import { postContent } from "../locales/posts.ts";
import type { SpeakingContext } from "../ports/intake-store.ts";
import { newPost } from "./new-post.ts";

/** An article's own words as the answer to a question heard in a group. Once for a question, however often the turn is taken. */
export function oweAnswer(article: Article, messageRef: string, speaking: SpeakingContext): NewPost {
  const { answer, source, issuer } = article;
  const content = postContent("answer", {
    answer,
    source,
    issuer,
    date: dayWords(article.validFrom ?? article.changedAt),
  });
  return newPost(content, {
    key: `answer:${speaking.group.id}:${messageRef}`,
    groupId: speaking.group.id,
    ticketId: null,
    choices: [],
    replaces: null,
    replyToRef: messageRef,
    proactive: false,
    urgent: false,
  });
}

function dayWords(at: Date): string {
  const { year, month, day } = chinaClock(at);
  return `${year}年${month}月${day}日`;
}
