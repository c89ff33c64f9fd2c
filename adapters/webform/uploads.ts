import sharp from "sharp";

/** What may be handed in, in bytes: a phone's photo, and a minute of talk. */
export const photoBytesMax = 10 * 1_024 * 1_024;
export const voiceBytesMax = 3 * 1_024 * 1_024;
export const photosMax = 3;

/** A photo of 50 million pixels is more than phones make; a small file may claim far more. */
const pixelsMax = 50_000_000;
const sideMax = 1_600;

/** A few at a time: a picture takes a core for a tenth of a second, and pages must be served meanwhile. */
const atOnceMax = 2;
let busy = 0;
const queue: (() => void)[] = [];

sharp.concurrency(1);
sharp.cache(false);

/**
 * Makes a photo anew as a JPEG of modest size; null when it is none. Nothing of the file itself is kept: no place, no device, no second file
 * hidden behind the picture, and no format but the three that cameras and screens make.
 */
export async function rephotograph(bytes: Uint8Array): Promise<Uint8Array | null> {
  if (!photoHeads.test(headOf(bytes))) return null;
  if (busy >= atOnceMax) await new Promise<void>((resolve) => queue.push(resolve));
  busy++;
  try {
    return await sharp(bytes, { limitInputPixels: pixelsMax, failOn: "error" })
      .rotate()
      .resize({ width: sideMax, height: sideMax, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#fff" })
      .jpeg({ quality: 78 })
      .toBuffer();
  } catch {
    return null;
  } finally {
    busy--;
    queue.shift()?.();
  }
}

const photoHeads = /^ffd8ff|^89504e470d0a1a0a|^52494646.{8}57454250/;

function headOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 12)).toString("hex");
}
