/** The words of what was taken back in this page, by ref, so that they can be written again. */
export const takenBack = new Map<string, string>();
