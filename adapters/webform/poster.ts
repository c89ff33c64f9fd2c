import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import QRCode from "qrcode";
import { chinaDay } from "../../src/domain/group.ts";
import { residentText } from "../../src/locales/resident.ts";
import { placeOf } from "./place.ts";

/** What a poster shows. */
export interface Poster {
  readonly address: string;
  readonly areaPath: string;
  readonly codeId: string;
  readonly day: Date;
}

/** Noto Sans SC, bold, without its layout tables; its licence lies beside it. Of 8,248 characters; one it lacks is printed as a crossed box. */
const font = fileURLToPath(new URL("./poster-font/noto-sans-sc-700.ttf", import.meta.url));

/** Of A4, in points. */
const width = 595.28;
const margin = 48;
const [red, ink, grey, paper] = ["#a8201a", "#1c1b1a", "#57534e", "#ffffff"];

const text = residentText.poster;

/** Prints a poster as a PDF of one A4 page. Only the letters that are on it are put into the file. */
export async function printPoster(poster: Poster): Promise<Uint8Array> {
  const title = `${residentText.name} ${poster.areaPath}`;
  const page = new PDFDocument({ size: "A4", margin: 0, info: { Title: title }, lang: "zh-CN", font });
  const pieces: Buffer[] = [];
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    page.on("data", (piece: Buffer) => pieces.push(piece));
    page.on("end", () => resolve(Buffer.concat(pieces)));
    page.on("error", reject);
  });

  drawHead(page, poster);
  drawCode(page, poster);
  drawSteps(page);
  drawFoot(page, poster);
  page.end();
  return whole;
}

type Page = PDFKit.PDFDocument;

function drawHead(page: Page, { areaPath }: Poster): void {
  page.rect(0, 0, width, 190).fill(red);
  const community = areaPath.split("/")[0] ?? "";
  line(page, community, 40, { size: 20, color: paper });
  line(page, text.headline, 68, { size: 62, color: paper });
  line(page, text.slogan, 148, { size: 22, color: paper });
}

function drawCode(page: Page, { address, areaPath }: Poster): void {
  line(page, placeOf(areaPath), 200, { size: 34, color: ink });
  const side = 230;
  const [left, top] = [(width - side) / 2, 278];
  // Level Q: a quarter of it may be torn or dirty.
  const { modules } = QRCode.create(address, { errorCorrectionLevel: "Q" });
  const dot = side / modules.size;
  // Four dots of white all round, or cameras do not see where it ends.
  const white = 4 * dot;
  page
    .roundedRect(left - white, top - white, side + 2 * white, side + 2 * white, 10)
    .lineWidth(3)
    .stroke(red);
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) page.rect(left + column * dot, top + row * dot, dot + 0.1, dot + 0.1);
  page.fill("#000000");
}

function drawSteps(page: Page): void {
  const each = (width - 2 * margin) / text.steps.length;
  for (const [at, [title, how]] of text.steps.entries()) {
    const left = margin + at * each;
    page.circle(left + each / 2, 570, 16).fill(red);
    const column = { left, width: each };
    line(page, String(at + 1), 559, { size: 18, color: paper, ...column });
    line(page, title, 592, { size: 24, color: ink, ...column });
    line(page, how, 626, { size: 13, color: grey, ...column });
  }
}

function drawFoot(page: Page, { address, areaPath, codeId, day }: Poster): void {
  line(page, text.points.join("　·　"), 662, { size: 17, color: ink });
  page.rect(margin, 698, width - 2 * margin, 40).fill("#fdeceb");
  line(page, text.danger, 708, { size: 16, color: red });
  line(page, text.typed, 752, { size: 11, color: grey });
  line(page, address, 768, { size: 12, color: ink });
  line(page, `${text.issuer(areaPath.split("/")[0] ?? "")}　${text.made(codeId, chinaDay(day))}`, 800, {
    size: 11,
    color: grey,
  });
}

/** One line in the middle of its column, made smaller where it would not fit. */
function line(
  page: Page,
  words: string,
  top: number,
  {
    size,
    color,
    left = margin,
    width: room = width - 2 * margin,
  }: { size: number; color: string; left?: number; width?: number },
): void {
  const wanted = page.fontSize(size).widthOfString(words);
  const fitting = wanted > room ? Math.max(7, (size * room) / wanted) : size;
  page.fontSize(fitting);
  page
    .fillColor(color)
    .text(words, left + (room - page.widthOfString(words)) / 2, top + (size - fitting) / 2, { lineBreak: false });
}
