import { calledNames, type Line } from "./bursts.ts";

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
  /** The same, gathered by matter: until the next time it is asked for. */
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
  readonly names: ReadonlySet<string>;
  readonly telltales: ReadonlySet<number>;
  readonly last: Line;
}

/** Gathers, by matter, what was said of each. Line after line a talk only goes on, so what it had come to is gone on with. */
function createGathering(): (spoken: readonly Talked[]) => ReadonlyMap<string, TalkedOf> {
  let known: readonly Talked[] = [];
  let gathered = new Map<string, Gathered>();
  return (spoken) => {
    if (!isSameTalk(known, spoken.slice(0, known.length))) {
      known = [];
      gathered = new Map();
    }
    for (const { line, key } of spoken.slice(known.length)) gathered.set(key, gather(line, gathered.get(key)));
    known = spoken;
    return gathered;
  };
}

interface Gathered extends TalkedOf {
  readonly refs: Set<string>;
  readonly senders: Set<string>;
  readonly names: Set<string>;
  readonly telltales: Set<number>;
  last: Line;
}

/** Adds a line to what was gathered before it. */
function gather(
  line: Line,
  gathered: Gathered = { refs: new Set(), senders: new Set(), names: new Set(), telltales: new Set(), last: line },
): Gathered {
  gathered.refs.add(line.message.ref);
  gathered.senders.add(line.message.senderRef);
  for (const name of calledNames(line.message.nick)) gathered.names.add(name);
  for (const key of line.words.telltales) gathered.telltales.add(key);
  gathered.last = line;
  return gathered;
}
