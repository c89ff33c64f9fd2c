import { splitText } from "./split-text.ts";

/** Longest text of one post, in UTF-16 code units. */
export const postCharsMax = 20_000;

/** Longest token of a choice, in bytes of UTF-8. */
export const tokenBytesMax = 64;

/** The texts a post is sent in, one after the other, or why it cannot be said at all. */
export type PostParts = { readonly parts: readonly string[] } | { readonly refused: string };

/**
 * Turns a post into what a platform of these abilities can take: parts that fit, and numbered lines where there are no buttons.
 * The same post always gives the same parts, so that a half-sent one can be taken up again.
 */
export function partsOfPost(
  post: {
    readonly text: string;
    readonly choices: readonly { readonly label: string; readonly token: string }[];
    readonly editRef: string | null;
  },
  can: { readonly edit: boolean; readonly buttons: boolean; readonly textCharsMax: number },
): PostParts {
  if (post.text.trim() === "") return { refused: "the text is empty" };
  if (post.text.length > postCharsMax) return { refused: `the text is longer than ${postCharsMax}` };
  if (post.choices.some(({ token }) => Buffer.byteLength(token) > tokenBytesMax)) {
    return { refused: `a token is longer than ${tokenBytesMax} bytes` };
  }
  if (post.editRef !== null && !can.edit) return { refused: "this platform cannot edit" };

  const numbered = post.choices.map(({ label }, index) => `${index + 1}. ${label}`);
  const parts = splitText(can.buttons ? post.text : [post.text, ...numbered].join("\n"), can.textCharsMax);
  if (post.editRef !== null && parts.length > 1) return { refused: "an edit must fit one message" };
  return { parts };
}
