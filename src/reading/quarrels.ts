import type { Reading } from "../domain/reading.ts";
import type { Line } from "./bursts.ts";

/** A quarrel dies down when nobody has retorted for this many lines. */
const calmLines = 4;

/**
 * Finds where people quarrel: at least two who retort to each other, three sharp lines or more, close together.
 * The house says nothing there; it does not judge who is right.
 */
export function quarrelsIn(lines: readonly Line[]): Reading["quarrels"] {
  const quarrels: { fromId: string; toId: string }[] = [];
  let sharp: Line[] = [];
  const close = () => {
    const people = new Set(sharp.map(({ message }) => message.senderRef));
    if (sharp.length >= 3 && people.size >= 2)
      quarrels.push({ fromId: sharp[0]!.message.id, toId: sharp.at(-1)!.message.id });
    sharp = [];
  };
  for (const [at, line] of lines.entries()) {
    const last = sharp.at(-1);
    if (last && at - lines.indexOf(last) > calmLines) close();
    if (isSharp(line)) sharp.push(line);
  }
  close();
  return quarrels;
}

/** What people say to each other's face when they fall out; one alone is banter, three between two are not. */
const sharpWords =
  /碍着[你您]|关[你您]什么事|关你屁事|家教|再说一遍|少扯|要点?脸|不要脸|有病吧|神经病|闭嘴|吃饱了撑|算老几|你谁啊|管得着|[你您]家开的|有种|谁怕谁|素质/;

function isSharp({ heard, message }: Line): boolean {
  if (heard.cues.has("laugh") || message.fromStaff) return false;
  return (
    heard.cues.has("retort") ||
    sharpWords.test(heard.text) ||
    /你(?:们)?.{0,12}(?:\?\?|!|吗\?)|你自己|你儿子|你家.{0,6}(?:才|怎么不)|谁(?:跟你|惹你|怕你)/.test(heard.text)
  );
}
