import type { MultipartFile, MultipartValue } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { type Bilingual, residentText } from "../../src/locales/resident.ts";
import type { NewFormReport } from "../../src/ports/form-store.ts";
import { whatCharsMax, whereCharsMax } from "../../src/resident/form-page.ts";
import { hashOf } from "./signatures.ts";
import { photoBytesMax, photosMax, rephotograph, voiceBytesMax } from "./uploads.ts";
import { voiceTypeOf, withoutNotes } from "./voice-notes.ts";

/** What was filled in, as it came. */
export interface FilledIn {
  readonly what: string;
  readonly where: string;
  readonly forOther: boolean;
  /** Where the reporter may be called; empty for nowhere. */
  readonly phone: string;
  readonly photos: readonly Uint8Array[];
  readonly voice: Uint8Array | null;
}

/** Why a report cannot be taken as it is, in words for who wrote it. */
export interface Refused {
  readonly status: 400 | 413 | 415 | 422;
  readonly said: Bilingual;
}

const { errors } = residentText;

/** Reads the parts of a form, no more and no larger than a form has. */
export async function readForm(request: FastifyRequest): Promise<FilledIn | Refused> {
  const fields = new Map<string, string>();
  const photos: Uint8Array[] = [];
  let voice: Uint8Array | null = null;
  try {
    for await (const part of request.parts({
      limits: { fileSize: photoBytesMax, files: photosMax + 1, fields: 5, parts: 9 },
    })) {
      if (part.type === "field") fields.set(part.fieldname, textOf(part));
      else if (part.fieldname === "photo") photos.push(...(await wholeOf(part)));
      else if (part.fieldname === "voice") [voice = null] = await wholeOf(part);
      else return { status: 400, said: errors.form };
    }
  } catch (error) {
    const isTooLarge = (error as { statusCode?: number }).statusCode === 413;
    return isTooLarge ? { status: 413, said: errors.tooLarge } : { status: 400, said: errors.form };
  }
  if (photos.length > photosMax || (voice && voice.length > voiceBytesMax))
    return { status: 413, said: errors.tooLarge };
  const of = (name: string) => (fields.get(name) ?? "").trim();
  return { what: of("what"), where: of("where"), phone: of("phone"), forOther: of("forOther") !== "", photos, voice };
}

/**
 * Makes what was filled in a report's messages and files, or says what is wrong with it. `place` is what the form had written by itself: left
 * as it was, it says nothing.
 */
export async function reportFrom(
  filled: FilledIn,
  place: string,
): Promise<Pick<NewFormReport, "messages" | "files" | "bodyHash" | "phone"> | Refused> {
  const { what, where, forOther, photos, voice } = filled;
  const phone = filled.phone === "" ? null : phoneOf(filled.phone);
  if (phone === "unreadable") return { status: 422, said: errors.phone };
  for (const [is, most] of [
    [what.length, whatCharsMax],
    [where.length, whereCharsMax],
  ] as const) {
    if (is > most) return { status: 422, said: errors.tooLong(most, is) };
  }
  if (what === "" && voice === null) return { status: 422, said: errors.empty };
  const voiceType = voice && voiceTypeOf(voice);
  const sound = voice && voiceType && withoutNotes(voice, voiceType);
  if (voice && !sound) return { status: 415, said: errors.voice };
  const pictures: Uint8Array[] = [];
  for (const photo of photos) {
    const picture = await rephotograph(photo);
    if (!picture) return { status: 415, said: errors.photo };
    pictures.push(picture);
  }
  const said = [
    what,
    where === "" || where === place ? "" : residentText.placeMark(where),
    forOther ? residentText.forOtherMark : "",
  ];
  const words = said.filter((line) => line !== "").join("\n");
  const message = (ref: string, kind: "text" | "image" | "voice", text: string) => ({
    ref,
    kind,
    text,
    quotedRef: null,
  });
  return {
    bodyHash: hashOf(what, where, phone ?? "", String(forOther), ...photos, voice ?? ""),
    phone,
    messages: [
      ...(words === "" ? [] : [message("words", "text", words)]),
      ...(pictures.length > 0 ? [message("photos", "image", residentText.sentMark(pictures.length))] : []),
      ...(voice ? [message("voice", "voice", residentText.voiceMark)] : []),
    ],
    files: [
      ...pictures.map((bytes) => ({ kind: "photo" as const, mediaType: "image/jpeg", bytes })),
      ...(sound && voiceType ? [{ kind: "voice" as const, mediaType: voiceType, bytes: sound }] : []),
    ],
  };
}

/** A phone number as it is dialled; "unreadable" for what can be none. */
function phoneOf(typed: string): string {
  const dialled = typed.normalize("NFKC").replaceAll(/[\s()\-\u2010-\u2015]/g, "");
  return /^\+?\d{7,15}$/.test(dialled) ? dialled : "unreadable";
}

function textOf({ value, valueTruncated }: MultipartValue): string {
  return typeof value === "string" ? (valueTruncated ? `${value}…` : value) : "";
}

/** A file's bytes; none for a field that was left empty. */
async function wholeOf(file: MultipartFile): Promise<Uint8Array[]> {
  const bytes = await file.toBuffer();
  return bytes.length === 0 ? [] : [bytes];
}
