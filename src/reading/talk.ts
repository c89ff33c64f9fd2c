import { calledNames, type Line } from "./bursts.ts";
import { telltalesOf } from "./in-common.ts";
import type { Heard } from "./inputs.ts";

/** One line that spoke of a matter, as evidence of it or about it. */
export interface Talked {
  readonly line: Line;
  /** The matter's name within one reading. */
  readonly key: string;
}

/** What has been said of the matters of one window so far: a line speaks of one of them or of none. */
export interface Talk {
  /** Notes what a line speaks of; null when of none. A later word on the same line stands instead. */
  note(line: Line, key: string | null): void;
  /** What was spoken of before this line, in order. */
  before(line: Line): readonly Talked[];
  /** The same, gathered by matter. */
  of(spoken: readonly Talked[]): ReadonlyMap<string, TalkedOf>;
}

/** Opens the talk of a window, with nothing said. */
export function createTalk(): Talk {
  const spoken: Talked[] = [];
  const gathered = createGathering();
  return {
    note(line, key) {
      const at = spoken.findIndex((one) => one.line.at >= line.at);
      const isNoted = at >= 0 && spoken[at]!.line.at === line.at;
      if (key === null) {
        if (isNoted) spoken.splice(at, 1);
      } else spoken.splice(at < 0 ? spoken.length : at, isNoted ? 1 : 0, { line, key });
    },
    before({ at }) {
      const end = spoken.findIndex((one) => one.line.at >= at);
      return end < 0 ? [...spoken] : spoken.slice(0, end);
    },
    of: gathered,
  };
}

/** Says whether the same was spoken of in the same lines. */
export function isSameTalk(one: readonly Talked[], other: readonly Talked[]): boolean {
  return (
    one.length === other.length && one.every(({ line, key }, at) => line === other[at]!.line && key === other[at]!.key)
  );
}

/** What one matter's talk has come to before a line: whom one may answer, which words were used, and how long ago. */
export interface TalkedOf {
  readonly refs: ReadonlySet<string>;
  readonly senders: ReadonlySet<string>;
  readonly names: readonly string[];
  readonly telltales: ReadonlySet<number>;
  readonly last: Line;
}

/** Gathers, by matter, what was said of each. Line after line most matters' talk is what it was, so the last of each is kept. */
function createGathering(): (spoken: readonly Talked[]) => Map<string, TalkedOf> {
  const kept = new Map<string, { readonly lines: readonly Line[]; readonly of: TalkedOf }>();
  return (spoken) => {
    const byKey = new Map<string, Line[]>();
    for (const { line, key } of spoken) {
      const lines = byKey.get(key);
      if (lines) lines.push(line);
      else byKey.set(key, [line]);
    }
    return new Map(
      Array.from(byKey, ([key, lines]) => {
        const before = kept.get(key);
        if (before && isSameLines(before.lines, lines)) return [key, before.of];
        const of = gather(lines);
        kept.set(key, { lines, of });
        return [key, of];
      }),
    );
  };
}

function isSameLines(one: readonly Line[], other: readonly Line[]): boolean {
  return one.length === other.length && one.every((line, at) => line === other[at]);
}

function gather(lines: readonly Line[]): TalkedOf {
  return {
    refs: new Set(lines.map(({ message }) => message.ref)),
    senders: new Set(lines.map(({ message }) => message.senderRef)),
    names: [...new Set(lines.flatMap(({ message }) => namesOf(message.nick)))],
    telltales: new Set(lines.flatMap(({ heard }) => telltalesIn(heard))),
    last: lines.at(-1)!,
  };
}

/** The same lines are gone through for every line that follows: what stands in them is found once. */
const found = new WeakMap<Heard, readonly number[]>();

function telltalesIn(heard: Heard): readonly number[] {
  const known = found.get(heard) ?? [...telltalesOf(heard.text)];
  found.set(heard, known);
  return known;
}

const called = new Map<string, readonly string[]>();
const calledMax = 2_000;

function namesOf(nick: string): readonly string[] {
  const known = called.get(nick) ?? calledNames(nick);
  if (called.size >= calledMax) called.clear();
  called.set(nick, known);
  return known;
}
