import type { PostContent } from "../domain/post.ts";
import { findPersonalData } from "../domain/redaction.ts";
import { renderPost } from "../locales/posts.ts";

/** What the gate says of a post: it may go, or why not. */
export type EgressVerdict = { readonly pass: true } | { readonly pass: false; readonly reasons: readonly string[] };

/**
 * The last gate before a platform. What a group is told comes from a template with fields, to the letter, and holds no personal data,
 * whoever decided it and whatever has happened to the row since. An article's own office number may pass: a person published it.
 */
export function checkEgress(post: PostContent & { readonly text: string }): EgressVerdict {
  const reasons: string[] = [];
  if (renders(post) !== post.text) reasons.push("the text is not what its template makes of its fields");
  const published = post.template === "answer" ? String(post.fields["answer"] ?? "") : "";
  for (const found of findPersonalData(post.text)) {
    const isPublished = found.class === "phone" && published.includes(found.text);
    if (!isPublished) reasons.push(`it holds personal data (${found.class})`);
  }
  return reasons.length === 0 ? { pass: true } : { pass: false, reasons: [...new Set(reasons)] };
}

function renders(post: PostContent): string | null {
  try {
    return renderPost(post);
  } catch {
    return null;
  }
}
