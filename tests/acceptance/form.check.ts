import { setTimeout as pause } from "node:timers/promises";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import type { FormCodeView } from "../../src/api/forms.ts";
import { solved } from "../support/form-house.ts";
import { type Check, Complaints, createChance, patched, percentile } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { type Browser, newAddress, plantStaff, signIn } from "./staff-door.ts";

/** What the house takes within ten minutes (adapters/webform/form-routes.ts). */
const takenMax = { fromAddress: 30, underCode: 120 } as const;
const windowMs = 600_000;
/** What half of the honest may wait in a flood, and on a machine that is busy with other things: so many times what they wait at rest. */
const honestMsMax = 1_000;
const honestTimesMax = 5;
const senders = 20;
/** A refusal that comes before the report was read through may find the line cut: its sender is told nothing, which is no harm here. */
const unanswered = 0;
/** Faster than a minute of the real thing: a thousand are sent within some ten seconds. */
const betweenMs = 200;

/** A form that stands open to everybody who walks past it. */
export const form: Check = {
  name: "form",
  promise:
    "A report comes in under a code that the house made and has not ended, floods are capped while an honest report is taken at once, and an upload is a plain picture afterwards.",
  mutants: [
    patched("any-code", "adapters/webform/signatures.ts", "isSame(typed, codeOf(id)) ? id : null", "true ? id : null"),
    patched("ended-codes", "adapters/webform/form-routes.ts", "if (!code.isLive)", "if (false as boolean)"),
    patched("no-cap-for-an-address", "adapters/webform/form-routes.ts", "if (waitMs !== null)", "if (waitMs === -1)"),
    patched(
      "no-cap-for-a-code",
      "adapters/webform/form-routes.ts",
      "if (codeWaitMs !== null)",
      "if (codeWaitMs === -1)",
    ),
    patched(
      "keeps-the-place",
      "adapters/webform/uploads.ts",
      ".jpeg({ quality: 78 })",
      ".jpeg({ quality: 78 }).withMetadata()",
    ),
    patched("takes-drawings", "adapters/webform/uploads.ts", "if (!photoHeads.test(headOf(bytes))) return null;", ""),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 1 });
    try {
      await lab.start().ready;
      const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath.split("/")[0]!));
      const wall = await makeCode(admin, complaints);
      const codes = await wrongCodes(lab, admin, wall, chance, complaints);
      const uploads = await hostileUploads(lab, wall, complaints);
      const atRestMs = percentile(await honestWaits(lab, wall, 5, () => true, complaints), 0.5);
      const floods: Record<string, number> = { honestAtRestMs: Math.round(atRestMs) };
      for (const [name, addresses, most] of [
        ["oneAddress", 1, takenMax.fromAddress],
        ["manyAddresses", 200, takenMax.underCode],
      ] as const) {
        const target = await makeCode(admin, complaints);
        const { taken, mayTake, honestP50Ms, honestMaxMs } = await flooded(
          lab,
          { target, wall, addresses, most, scale },
          complaints,
        );
        complaints.atMost(`reports taken of the flood, ${name}`, taken, mayTake);
        // Who has no proof uses up the allowance of the address too, but takes nothing from others.
        complaints.atLeast(`reports taken of the flood, ${name}`, taken, addresses === 1 ? 1 : most / 2);
        complaints.atMost(
          `milliseconds that half of the honest wait, ${name}`,
          honestP50Ms,
          Math.max(honestMsMax, honestTimesMax * atRestMs),
        );
        Object.assign(floods, {
          [`${name}Taken`]: taken,
          [`${name}HonestP50Ms`]: honestP50Ms,
          [`${name}HonestMaxMs`]: honestMaxMs,
        });
      }
      return {
        problems: complaints.all,
        numbers: { ...codes, ...uploads, floodOf: Math.ceil(1_000 * scale), ...floods },
      };
    } finally {
      await lab.close();
    }
  },
};

/** Makes a code as an admin does; gives the path of its page. */
async function makeCode(
  admin: Browser,
  complaints: Complaints,
): Promise<{ readonly id: string; readonly path: string }> {
  const { status, text } = await admin.ask("POST", "/api/forms", { areaPath: `${estatePath}/1号楼` });
  complaints.equal("status of a code that is made", status, 200);
  const { id, address } = JSON.parse(text) as FormCodeView;
  return { id, path: new URL(address).pathname };
}

/** Codes nobody signed, codes with one letter changed, and a code that was ended. */
async function wrongCodes(
  lab: Lab,
  admin: Browser,
  { path }: { path: string },
  chance: () => number,
  complaints: Complaints,
) {
  const code = path.slice("/f/".length);
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const letter = (not = "") => {
    const others = [...letters].filter((one) => one !== not);
    return others[Math.floor(chance() * others.length)]!;
  };
  const unsigned = Array.from({ length: 20 }, () => Array.from(code, () => letter()).join(""));
  const edited = Array.from(code, (was, at) => code.slice(0, at) + letter(was) + code.slice(at + 1));
  const proof = await prove(lab, path);
  const taken: string[] = [];
  for (const wrong of [...unsigned, ...edited, `${code}2`, code.slice(1)]) {
    const statuses = [
      (await fetch(`${lab.address}/f/${wrong}`)).status,
      await fileReport(lab, `/f/${wrong}`, { proof }),
    ];
    if (statuses.some((status) => status !== 404)) taken.push(`${wrong} ${statuses}`);
  }
  complaints.none("codes that nobody made and that opened something", taken);

  const ended = await makeCode(admin, complaints);
  const before = await prove(lab, ended.path);
  complaints.equal("status of ending a code", (await admin.ask("POST", `/api/forms/${ended.id}/revoke`)).status, 200);
  complaints.equal(
    "status of a report under a code that was ended",
    await fileReport(lab, ended.path, { proof: before }),
    410,
  );
  complaints.equal("status of the page of a code that was ended", (await fetch(lab.address + ended.path)).status, 410);
  complaints.equal("reports filed under wrong codes", await lab.number("select count(*) from form_report"), 0);
  return { wrongCodes: unsigned.length + edited.length + 2 };
}

/** What is no photo is refused; what is one keeps nothing but its picture. */
async function hostileUploads(lab: Lab, { path }: { path: string }, complaints: Complaints) {
  const marker = "planted-payload";
  const script = `<script>${marker}</script>`;
  const plain = () => sharp({ create: { width: 64, height: 48, channels: 3, background: "#467" } });
  const place = { IFD0: { Copyright: marker }, IFD3: { GPSLatitude: "39/1 54/1 0/1", GPSLongitude: "116/1 23/1 0/1" } };
  const jpeg = await plain().jpeg().toBuffer();
  const hostile: Readonly<Record<string, Uint8Array>> = {
    svg: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${script}</svg>`),
    page: Buffer.from(`<html>${script}</html>`),
    gif: await plain().gif().toBuffer(),
    flood: pixelFlood(40_000),
    half: jpeg.subarray(0, 90),
  };
  const disguised: Readonly<Record<string, Uint8Array>> = {
    withArchive: Buffer.concat([jpeg, Buffer.from(`PK\x03\x04${marker}`), Buffer.from(script)]),
    withPlace: await plain().withExif(place).jpeg().toBuffer(),
    pngWithWords: await plain().withExif(place).png().toBuffer(),
  };
  for (const [name, photo] of Object.entries(hostile))
    complaints.equal(`status of a report with ${name} for a photo`, await fileReport(lab, path, { photo }), 415);
  for (const [name, photo] of Object.entries(disguised))
    complaints.equal(`status of a report with ${name} for a photo`, await fileReport(lab, path, { photo }), 201);

  const kept = await lab.query<{ bytes: Buffer }>("select bytes from form_file");
  complaints.equal("photos that were kept", kept.length, Object.keys(disguised).length);
  for (const { bytes } of kept) {
    const { format, exif, xmp, iptc } = await sharp(bytes).metadata();
    complaints.equal("kept photos that are a JPEG", Number(format === "jpeg"), 1);
    complaints.equal("kept photos that say more than they show", Number(Boolean(exif ?? xmp ?? iptc)), 0);
    complaints.equal("kept photos with something hidden in them", Number(bytes.includes(marker)), 0);
  }
  complaints.equal("status of /livez after the uploads", (await fetch(`${lab.address}/livez`)).status, 200);
  return { hostileUploads: Object.keys(hostile).length, disguisedUploads: kept.length };
}

/** A thousand reports at one code from so many addresses, more than the cap of them with a proof worked for, and honest ones at another code meanwhile. */
async function flooded(
  lab: Lab,
  {
    target,
    wall,
    addresses,
    most,
    scale,
  }: { target: { id: string; path: string }; wall: { path: string }; addresses: number; most: number; scale: number },
  complaints: Complaints,
) {
  const count = Math.ceil(1_000 * scale);
  const proofs = await Promise.all(Array.from({ length: provenOf(addresses) }, () => prove(lab, target.path)));
  const every = Math.max(1, Math.floor(count / proofs.length));
  const startedAt = performance.now();
  let next = 0;
  const statuses: number[] = [];
  const flood = Promise.all(
    Array.from({ length: senders }, async () => {
      for (let at = next++; at < count; at = next++) {
        const proof = at % every === 0 ? (proofs[at / every] ?? "x.y.z") : "x.y.z";
        const paced = pause(betweenMs);
        statuses.push(await fileReport(lab, target.path, { proof, from: `10.${addresses}.0.${at % addresses}` }));
        await paced;
      }
    }),
  );
  const waits = await honestWaits(lab, wall, 10, () => next < count, complaints);
  await flood;
  complaints.equal("reports of the flood that were answered", statuses.length, count);
  complaints.none(
    "answers to the flood that are neither a report taken nor a calm no",
    statuses.filter((status) => ![unanswered, 201, 403, 429].includes(status)),
  );
  return {
    taken: await lab.number("select count(*) from form_report where code_id = $1", [target.id]),
    // What was taken comes back evenly within the window.
    mayTake: most + Math.ceil(((performance.now() - startedAt) / windowMs) * most),
    honestP50Ms: Math.round(percentile(waits, 0.5)),
    honestMaxMs: Math.round(Math.max(...waits)),
  };
}

/** How long each of some honest reports waits, one after the other, for as long as there is a reason to ask. */
async function honestWaits(
  lab: Lab,
  wall: { readonly path: string },
  reports: number,
  goesOn: () => boolean,
  complaints: Complaints,
): Promise<readonly number[]> {
  const waits: number[] = [];
  for (let tries = 0; tries < reports && goesOn(); tries++) {
    const proof = await prove(lab, wall.path);
    const askedAt = performance.now();
    const status = await insist(
      () => fileReport(lab, wall.path, { proof }),
      (one) => one !== unanswered,
    );
    complaints.equal("status of an honest report", status, 201);
    waits.push(performance.now() - askedAt);
    await pause(500);
  }
  return waits;
}

/** How many of a flood bring a proof: some more than are taken. */
function provenOf(addresses: number): number {
  return addresses === 1 ? takenMax.fromAddress + 10 : takenMax.underCode + 15;
}

/** A challenge of the page, solved as its script does. */
async function prove(lab: Lab, path: string): Promise<string> {
  const answer = await insist(
    () => fetch(`${lab.address}${path}/challenge`).catch(() => null),
    (one) => one !== null,
  );
  return solved(await answer!.text());
}

/** Asks again where a line was cut, as the page does. */
async function insist<T>(ask: () => Promise<T>, isAnswer: (one: T) => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (isAnswer(answer) || tries === 5) return answer;
  }
}

interface Filed {
  readonly proof?: string;
  readonly photo?: Uint8Array;
  readonly from?: string;
}

/** Hands a report in, from behind the operator's proxy; gives the answer's status. */
async function fileReport(lab: Lab, path: string, { proof, photo, from = newAddress() }: Filed): Promise<number> {
  const body = new FormData();
  body.append("what", "1单元楼道灯坏了");
  if (photo) body.append("photo", new Blob([photo as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }), "photo.jpg");
  const headers = {
    accept: "application/json",
    "x-forwarded-for": from,
    "x-linli-proof": proof ?? (await prove(lab, path)),
  };
  const answer = await fetch(lab.address + path, { method: "POST", headers, body }).catch(() => null);
  await answer?.arrayBuffer().catch(() => null);
  return answer?.status ?? unanswered;
}

/** A whole and valid PNG of so many pixels a side, all of one colour: a few kilobytes that would be gigabytes. */
function pixelFlood(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 9 });
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

/** The checksum of PNG's chunks; node:zlib has one from version 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
