import type { ChatWindow } from "../domain/chat.ts";
import type { Reading } from "../domain/reading.ts";

/**
 * Understands a window. Proposes, decides nothing, keeps nothing, and has no side effect but the call it may make.
 *
 * Promises (tests/contracts/reader.contract.ts):
 * every id in the reading is of the window; a report's evidence is all by its reporter and holds a message that is fresh, or that a fresh one quotes or answers;
 * every category is of the window's taxonomy and every area path of its areas; a recalled message is no evidence;
 * the same window gives the same reading when the reader is local; hostile text changes nothing but its own reading.
 */
export interface Reader {
  /**
   * Reads the window. Never rejects for what the words say: what cannot be understood is an empty reading.
   *
   * @throws AppError READER_UNAVAILABLE when a reader behind a network cannot answer and has nobody to fall back to.
   */
  read(window: ChatWindow, options: { readonly signal: AbortSignal }): Promise<Reading>;
}
