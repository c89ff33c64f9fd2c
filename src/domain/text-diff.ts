/** A piece of text that two versions share, or that one of them alone has. */
export interface DiffPiece {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** A table of this many cells is made in a blink; beyond it what differs is shown as one piece each. */
const cellsMax = 4_000_000;

/** What became of a text, by Han signs and by words of other scripts: the longest common run of them is what stayed. Pure. */
export function diffText(before: string, after: string): readonly DiffPiece[] {
  const [old, now] = [tokens(before), tokens(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const room = Math.min(old.length, now.length) - head;
  while (tail < room && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;

  const pieces: DiffPiece[] = [];
  const add = (kind: DiffPiece["kind"], ...words: readonly string[]) => {
    const text = words.join("");
    const last = pieces.at(-1);
    if (text === "") return;
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + text };
    else pieces.push({ kind, text });
  };
  add("same", ...old.slice(0, head));
  diffMiddle(old.slice(head, old.length - tail), now.slice(head, now.length - tail), add);
  add("same", ...old.slice(old.length - tail));
  return pieces;
}

function tokens(text: string): string[] {
  return text.match(/[\p{Script=Latin}\p{N}]+|\s+|./gsu) ?? [];
}

function diffMiddle(
  old: readonly string[],
  now: readonly string[],
  add: (kind: DiffPiece["kind"], ...words: readonly string[]) => void,
): void {
  const width = now.length + 1;
  if ((old.length + 1) * width > cellsMax) {
    add("removed", ...old);
    add("added", ...now);
    return;
  }
  // How many tokens the rests from each pair of places have in common.
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] = old[i] === now[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    const at = i * width + j;
    if (old[i] === now[j]) {
      add("same", old[i]!);
      i++;
      j++;
    } else if (common[at + width]! >= common[at + 1]!) add("removed", old[i++]!);
    else add("added", now[j++]!);
  }
  add("removed", ...old.slice(i));
  add("added", ...now.slice(j));
}
