/** Finds the rows of a model's inputs: of n-grams without making a string of each, of figures by their names. */
export interface InputIndex {
  /** The rows of the known n-grams of the text, each once: short ones before long ones, and as the text has them. */
  rowsIn(text: string): number[];
  /** The row of the n-gram of so many signs that begins there; -1 when it is not known. */
  rowAt(text: string, at: number, size: number): number;
  /** The row of a figure; undefined when it is not known. */
  rowOf(figure: string): number | undefined;
}

/** Signs of the longest n-gram. */
export const gramSignsMax = 3;

/**
 * Indexes a model's inputs, each by its place in the list. What begins with "g" is an n-gram of one to three signs, and stands in a hash
 * table of numbers with linear probing. A sign is a UTF-16 code unit and never NUL, which stands for "no further sign"; folded text
 * has none.
 */
export function createInputIndex(inputs: readonly string[]): InputIndex {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(inputs.length * 2, 2)));
  /** Of each slot: the row of its n-gram and one more, zero while the slot is free; its first sign; the rest of it. */
  const table = new Int32Array(slots * 3);
  /** Where in the table the n-gram stands, or the free slot where it would. */
  const slotOf = (first: number, rest: number): number => {
    const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(rest, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & (slots - 1);
    while (table[slot * 3] !== 0 && (table[slot * 3 + 1] !== first || table[slot * 3 + 2] !== rest))
      slot = (slot + 1) & (slots - 1);
    return slot * 3;
  };
  const rowAt = (text: string, at: number, size: number) =>
    table[slotOf(text.charCodeAt(at), restOf(text, at, size))]! - 1;

  const figures = new Map<string, number>();
  for (let row = 0; row < inputs.length; row++) {
    const input = inputs[row]!;
    if (input.charCodeAt(0) !== gramMark) {
      figures.set(input, row);
      continue;
    }
    const [first, rest] = [input.charCodeAt(1), restOf(input, 1, input.length - 1)];
    const slot = slotOf(first, rest);
    table[slot] = row + 1;
    table[slot + 1] = first;
    table[slot + 2] = rest;
  }

  /** Marks the rows a text was found to have; all zero between two texts. */
  const seen = new Uint8Array(inputs.length);
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
    rowOf: (figure) => figures.get(figure),
  };
}

const gramMark = "g".charCodeAt(0);

/** The second and the third sign of an n-gram as one number. */
function restOf(text: string, at: number, size: number): number {
  const second = size > 1 ? text.charCodeAt(at + 1) : 0;
  const third = size > 2 ? text.charCodeAt(at + 2) : 0;
  return (second << 16) | third;
}
