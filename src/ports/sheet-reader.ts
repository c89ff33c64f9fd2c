/** Reads workbooks that people bring. */
export interface SheetReader {
  /**
   * The rows of the first page, each cell as text: days as "2026-07-03", what is empty as "". Null when the bytes are no workbook, or one that
   * would unpack to more than a person has typed.
   */
  rows(bytes: Uint8Array): Promise<readonly (readonly string[])[] | null>;
}
