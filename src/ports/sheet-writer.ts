/** A table to be taken out: words and numbers, never a formula. */
export interface Sheet {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * Writes tables as files that a spreadsheet opens.
 *
 * Promises (tests/adapters/sheet-writer.test.ts): whatever a cell says, no program runs it.
 */
export interface SheetWriter {
  /** A workbook with a page for each table. */
  xlsx(sheets: readonly Sheet[]): Promise<Uint8Array>;
  /** One text, the tables one under the other. */
  csv(sheets: readonly Sheet[]): string;
}
