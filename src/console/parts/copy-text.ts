/** What came of copying: the text is on the clipboard, or only selected for the person to copy. */
export type Copied = "copied" | "selected";

/**
 * Copies what an element shows. It is selected first, and copied the old way: the browser's own clipboard is missing where the console is
 * opened over plain HTTP, and inside a chat app. Call it in the very moment of a press, or no browser allows it.
 */
export function copyText(shown: HTMLElement): Copied {
  const range = document.createRange();
  range.selectNodeContents(shown);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  try {
    return document.execCommand("copy") ? "copied" : "selected";
  } catch {
    return "selected";
  }
}
