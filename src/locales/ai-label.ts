import { isModelWritten } from "../domain/reading.ts";

/**
 * The mark on words that a language model wrote. It stands behind them wherever they are shown or exported, as article 4 of
 * 《人工智能生成合成内容标识办法》 (in force since 2025-09-01) asks of text.
 */
export const aiLabel = "（AI 生成）";

/** The words with their mark, when a language model wrote them. */
export function withAiLabel(words: string, reader: string): string {
  return isModelWritten(reader) ? `${words}${aiLabel}` : words;
}
