import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Article, endOfDay } from "../../src/domain/article.ts";
import type { ArticleFile } from "../../src/domain/article-life.ts";
import { newArticle } from "../../src/domain/article-life.ts";
import type { Actor } from "../../src/domain/authority.ts";
import {
  readSheet,
  type SheetFormat,
  sheetColumns,
  sheetFormats,
  writeSheet,
} from "../../src/knowledge/article-sheet.ts";
import { fromInert, readCsv, toInert, writeCsv } from "../../src/knowledge/csv.ts";
import { planImport } from "../../src/knowledge/plan-import.ts";

const now = new Date("2026-07-03T12:00:00+08:00");
const actor: Actor = { staffId: "1", name: "云云", role: "admin", areaPath: "社区", partyId: null };
const areas = ["社区", "社区/小区"];
const article: Article = {
  ...{
    id: "1",
    slug: "f01",
    question: "犬证怎么办？",
    variants: ["狗证, 去哪", '"养狗"要证吗'],
    kind: "certificate_guide",
  },
  ...{
    answer: '第一行\n---\n第三行，带引号"和逗号,',
    source: "清单: 2026",
    issuer: "派出所",
    documentNumber: "〔2026〕3号",
  },
  ...{ areaPath: "社区/小区", validFrom: null, validUntil: endOfDay("2026-12-31"), status: "published", version: 1 },
  changedAt: now,
};
const plan = (format: SheetFormat, text: string, known: readonly ArticleFile[] = []) => {
  const rows = readSheet({ format, text });
  if (typeof rows === "string") throw new Error(rows);
  let ids = 0;
  return planImport(rows, { known, areas, actor, now, newId: () => `new-${++ids}` });
};
const head = "问题,答案,出处,发布单位,适用区域";

describe("a file of articles", () => {
  it.each(sheetFormats)("gives back as %s what was written to it", (format) => {
    const { rows, changes } = plan(format, writeSheet(format, [article, { ...article, slug: "f02" }]));
    expect(rows).toMatchObject([
      { slug: "f01", verdict: "new" },
      { slug: "f02", verdict: "new" },
    ]);
    const { id, status, version, changedAt, ...given } = article;
    expect(changes[0]?.after.article).toMatchObject({ ...given, status: "draft" });
  });

  it("says of each row whether it is new, changed, the same or refused, at which line and why", () => {
    const { id, status, version, changedAt, slug, ...words } = article;
    const known = newArticle({ id, slug, words }, actor, now);
    const csv = [
      `编号,${head},最后有效日`,
      `f01,犬证怎么办？,新答案,清单: 2026,派出所,社区/小区,2026-12-31`,
      `,新问题,"两行\n答案",清单,居委会,社区,`,
      `,没答案,,清单,,没有的地方,2026-02-30`,
      `,新问题,再来一次,清单,居委会,社区,`,
      `f09,别处的,答,清单,居委会,别的社区,`,
    ].join("\r\n");
    const { rows, changes } = plan("csv", csv, [known]);
    expect(rows).toMatchObject([
      { line: 2, slug: "f01", verdict: "changed", changed: ["answer"] },
      { line: 3, verdict: "new", problems: [] },
      {
        ...{ line: 5, verdict: "refused" },
        problems: [
          { column: "answer", problem: "missing" },
          { column: "issuer", problem: "missing" },
          { column: "validUntil", problem: "not_a_day" },
          { column: "areaPath", problem: "not_your_area" },
        ],
      },
      { line: 6, verdict: "refused", problems: [{ column: "question", problem: "twice_in_the_file" }] },
      { line: 7, verdict: "refused", problems: [{ column: "areaPath", problem: "not_your_area" }] },
    ]);
    // A column that the file has not stays as it was.
    expect(changes[0]?.after.versions[0]?.words).toMatchObject({ answer: "新答案", variants: words.variants });
    expect(changes.map(({ after }) => after.article.status)).toEqual(["draft", "draft"]);
  });

  it("finds an article without a slug by its area and question, so that a second import changes nothing", () => {
    const text = `${head}\n怎么走,往东,地图,居委会,社区`;
    const first = plan("csv", text).changes[0]!.after;
    expect(plan("csv", text, [first]).rows).toMatchObject([{ verdict: "same", slug: first.article.slug }]);
  });

  it("that is none is told as such, and so is one of headers alone", () => {
    expect(readSheet({ format: "csv", text: "a,b\n1,2" })).toBe("no_header");
    expect(readSheet({ format: "csv", text: head })).toBe("no_rows");
    expect(readSheet({ format: "markdown", text: "# 说明\n\n---\n\n没有条目" })).toBe("no_header");
    expect(plan("markdown", "---\n问题: [没关上\n---\n答").rows).toMatchObject([{ verdict: "refused" }]);
  });

  it("takes the English names of the columns too", () => {
    const english = Object.keys(sheetColumns).join(",");
    expect(readSheet({ format: "csv", text: `${english}\nf01,问` })).toMatchObject([
      { line: 2, cells: { slug: "f01", question: "问" } },
    ]);
  });
});

describe("a sheet", () => {
  it.each(["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\r=x"])("holds %j as inert text, and reads it back", (cell) => {
    expect(toInert(cell)).toBe(`'${cell}`);
    expect(fromInert(toInert(cell))).toBe(cell);
    expect(writeCsv([[cell]])).not.toMatch(/(^|[\ufeff,"\n])[=+\-@]/);
  });

  it("gives back every cell that it was given, whatever stands in it", () => {
    const cell = fc.string({
      unit: fc.constantFrom("=", "@", "-", '"', ",", "\n", "\r", "'", "甲", " a"),
      maxLength: 12,
    });
    const full = cell.filter((text) => text.trim() !== "" && !/^'[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(full, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
        expect(readCsv(writeCsv(rows)).map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});
