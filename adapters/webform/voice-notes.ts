/*
 * What recorders write beside the sound: where it was recorded, when, on what, by whom. Sound is not encoded anew here, so what is beside it
 * is taken out of the file as it stands.
 */

/** The media type of a voice note by its first bytes; null when it is none that phones record. What the browser claims counts for nothing. */
export function voiceTypeOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("hex");
  return voiceHeads.find(([form]) => form.test(head))?.[1] ?? null;
}

/** First bytes, in hexadecimal. */
const voiceHeads: readonly (readonly [RegExp, string])[] = [
  [/^1a45dfa3/, "audio/webm"],
  [/^4f676753/, "audio/ogg"],
  [/^.{8}66747970/, "audio/mp4"],
  [/^494433|^fff[b32]/, "audio/mpeg"],
  [/^fff[19]/, "audio/aac"],
  [/^2321414d52/, "audio/amr"],
  [/^52494646.{8}57415645/, "audio/wav"],
];

/**
 * A voice note without what its recorder wrote about it: tags of MP4 (where iPhones put the place), ID3, and the notes of WAV. Null when
 * the file is not built as its first bytes say. WebM and Ogg are left: what browsers record in them names the program and nothing else.
 * AMR and AAC have no place for notes.
 */
export function withoutNotes(bytes: Uint8Array, mediaType: string): Uint8Array | null {
  const copy = Buffer.from(bytes);
  switch (mediaType) {
    case "audio/mp4":
      return blankMp4(copy, 0, copy.length) ? copy : null;
    case "audio/mpeg":
      return withoutId3(copy);
    case "audio/wav":
      return onlySound(copy);
    default:
      return copy;
  }
}

const mp4Parents = new Set(["moov", "trak", "mdia", "minf", "stbl", "edts", "moof", "traf"]);
const mp4Notes = new Set(["udta", "meta", "uuid"]);
/** Boxes that begin with the instants of recording and of the last change. */
const mp4Dated = new Set(["mvhd", "tkhd", "mdhd"]);

/** Blanks notes where they stand: the sound is found by its distance from the file's beginning, so nothing may move. */
function blankMp4(file: Buffer, from: number, until: number): boolean {
  for (let at = from; at < until; ) {
    if (at + 8 > until) return false;
    const short = file.readUInt32BE(at);
    const head = short === 1 ? 16 : 8;
    if (at + head > until) return false;
    const size = short === 0 ? until - at : short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short;
    if (size < head || at + size > until) return false;
    const type = file.toString("latin1", at + 4, at + 8);
    if (mp4Notes.has(type)) {
      file.write("free", at + 4, "latin1");
      file.fill(0, at + head, at + size);
    } else if (mp4Dated.has(type)) blankDates(file, at + head, at + size);
    else if (mp4Parents.has(type) && !blankMp4(file, at + head, at + size)) return false;
    at += size;
  }
  return true;
}

function blankDates(file: Buffer, from: number, until: number): void {
  const bytesOfEach = file[from] === 1 ? 8 : 4;
  file.fill(0, Math.min(from + 4, until), Math.min(from + 4 + 2 * bytesOfEach, until));
}

/** ID3v2 stands before the sound, ID3v1 in the last 128 bytes behind it. */
function withoutId3(file: Buffer): Buffer | null {
  let from = 0;
  while (file.toString("latin1", from, from + 3) === "ID3") {
    if (from + 10 > file.length) return null;
    const [a, b, c, d] = [6, 7, 8, 9].map((at) => file[from + at]! & 0x7f) as [number, number, number, number];
    from += 10 + ((a << 21) | (b << 14) | (c << 7) | d);
  }
  const isTagged = file.length - from >= 128 && file.toString("latin1", file.length - 128, file.length - 125) === "TAG";
  const sound = file.subarray(from, isTagged ? file.length - 128 : file.length);
  return sound.length > 0 ? sound : null;
}

const wavSound = new Set(["fmt ", "data", "fact"]);

function onlySound(file: Buffer): Buffer | null {
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    // Chunks begin at even places.
    const next = at + 8 + size + (size % 2);
    if (wavSound.has(file.toString("latin1", at, at + 4))) kept.push(file.subarray(at, Math.min(next, file.length)));
    at = next;
  }
  if (kept.length === 0) return null;
  const body = Buffer.concat(kept);
  const head = Buffer.from(file.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
