import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { voiceTypeOf, withoutNotes } from "../../adapters/webform/voice-notes.ts";

const sound = Buffer.from("sound-of-a-voice");
const place = "+39.9000+116.3833/";

function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

const dated = Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from("20260703"), Buffer.from("rest")]);
const files = {
  "audio/mp4": Buffer.concat([
    box("ftyp", Buffer.from("M4A isom")),
    box(
      "moov",
      box("mvhd", dated),
      box("trak", box("udta", Buffer.from(place))),
      box("udta", box("©xyz", Buffer.from(place))),
    ),
    box("mdat", sound),
    box("meta", Buffer.from(place)),
  ]),
  "audio/mpeg": Buffer.concat([
    Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, place.length]),
    Buffer.from(place),
    Buffer.from([0xff, 0xfb]),
    sound,
    Buffer.from(`TAG${place}`.padEnd(128, "\0")),
  ]),
  "audio/wav": Buffer.concat([
    Buffer.from("RIFF\0\0\0\0WAVE", "latin1"),
    chunk("fmt ", Buffer.alloc(16)),
    chunk("LIST", Buffer.from(`INFO${place}`)),
    chunk("data", sound),
    chunk("id3 ", Buffer.from(place)),
  ]),
};

describe("a voice note", () => {
  it.each(Object.entries(files))("of %s keeps its sound and loses what its recorder wrote about it", (type, file) => {
    expect(voiceTypeOf(file)).toBe(type);
    const kept = Buffer.from(withoutNotes(file, type)!);
    expect(kept.includes(place)).toBe(false);
    expect(kept.includes("20260703")).toBe(false);
    expect(kept.includes(sound)).toBe(true);
    expect(voiceTypeOf(kept)).toBe(type);
  });

  it("of MP4 has its sound where it was, because it is found by its distance from the beginning", () => {
    const file = files["audio/mp4"];
    const kept = Buffer.from(withoutNotes(file, "audio/mp4")!);
    expect([kept.length, kept.indexOf(sound)]).toEqual([file.length, file.indexOf(sound)]);
  });

  it("that is not built as it begins is none, and no file makes it throw", () => {
    expect(withoutNotes(files["audio/mp4"].subarray(0, 40), "audio/mp4")).toBeNull();
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(files)),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
        ([type, file], changes) => {
          const spoilt = Buffer.from(file);
          for (const [at, byte] of changes) spoilt[at % spoilt.length] = byte;
          const kept = withoutNotes(spoilt, type);
          expect(kept === null || kept.length <= spoilt.length).toBe(true);
        },
      ),
    );
  });
});
