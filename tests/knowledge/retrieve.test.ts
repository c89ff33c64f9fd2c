import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { retrieve } from "../evals/retrieve.ts";

it("writes for each question the documents found, best first, how sure it is, and whether it would have answered", () => {
  const folder = mkdtempSync(join(tmpdir(), "retrieve-"));
  const [docs, questions, out] = ["docs", "questions", "out"].map((name) => join(folder, `${name}.jsonl`)) as [
    string,
    string,
    string,
  ];
  const jsonl = (file: string, rows: readonly object[]) =>
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  jsonl(docs, [
    { docid: "dogs", text: "饲养犬只应当办理养犬登记,每年年检一次。" },
    { docid: "funds", text: "维修资金的使用应当由业主大会表决,三分之二以上业主同意。" },
  ]);
  jsonl(questions, [
    { id: "q1", question: "维修资金的使用要多少业主同意?" },
    { id: "q2", question: "哈哈哈" },
  ]);

  expect(retrieve({ docs, questions, out })).toMatchObject({ questions: 2 });

  const [found, nothing] = readFileSync(out, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(found).toEqual({
    id: "q1",
    docids: expect.arrayContaining(["funds"]),
    score: expect.any(Number),
    answered: expect.any(Boolean),
  });
  expect(found.docids[0]).toBe("funds");
  expect(nothing).toEqual({ id: "q2", docids: [], score: 0, answered: false });
  rmSync(folder, { recursive: true });
});
