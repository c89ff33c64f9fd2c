/** Finds the n-grams a model knows in a text, without making a string of each. */
export interface GramIndex {
  /** The rows of the known grams of the text, each once: short grams before long ones, and as the text has them. */
  rowsIn(text: string): number[];
  /** The row of the gram of so many signs that begins there; -1 when it is not known. */
  rowAt(text: string, at: number, size: number): number;
}

/** Signs of the longest gram. */
export const gramSignsMax = 3;

/**
 * Indexes grams of one to three signs, each with its row: a hash table in typed arrays, with linear probing. A sign is a UTF-16 code
 * unit and never NUL, which stands for "no further sign"; folded text has none.
 */
export function createGramIndex(rows: ReadonlyMap<string, number>): GramIndex {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(rows.size * 2, 2)));
  /** Of each slot: the row of its gram and one more, zero while the slot is free; the gram's first sign; the rest of it. */
  const table = new Int32Array(slots * 3);
  /** Where in the table the gram stands, or the free slot where it would. */
  const slotOf = (first: number, rest: number): number => {
    const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(rest, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & (slots - 1);
    while (table[slot * 3] !== 0 && (table[slot * 3 + 1] !== first || table[slot * 3 + 2] !== rest))
      slot = (slot + 1) & (slots - 1);
    return slot * 3;
  };
  const rowAt = (text: string, at: number, size: number) =>
    table[slotOf(text.charCodeAt(at), restOf(text, at, size))]! - 1;
  let rowMax = -1;
  for (const [gram, row] of rows) {
    const [first, rest] = [gram.charCodeAt(0), restOf(gram, 0, gram.length)];
    table.set([row + 1, first, rest], slotOf(first, rest));
    rowMax = Math.max(rowMax, row);
  }
  /** Marks the rows a text was found to have; all zero between two texts. */
  const seen = new Uint8Array(rowMax + 1);
  return {
    rowsIn(text) {
      const found: number[] = [];
      for (let size = 1; size <= gramSignsMax; size++) {
        for (let at = 0; at + size <= text.length; at++) {
          const row = rowAt(text, at, size);
          if (row < 0 || seen[row] === 1) continue;
          seen[row] = 1;
          found.push(row);
        }
      }
      for (const row of found) seen[row] = 0;
      return found;
    },
    rowAt,
  };
}

/** The second and the third sign of a gram as one number. */
function restOf(text: string, at: number, size: number): number {
  const second = size > 1 ? text.charCodeAt(at + 1) : 0;
  const third = size > 2 ? text.charCodeAt(at + 2) : 0;
  return (second << 16) | third;
}
