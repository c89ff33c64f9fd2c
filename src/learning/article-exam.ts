import { areaCovers } from "../domain/area.ts";
import { type Article, articleHold } from "../domain/article.ts";
import { compareSittings, type ExamMargins, type ExamReport, type Sitting } from "../domain/exam.ts";
import { type ArticleIndex, buildIndexAside, search } from "../knowledge/index.ts";
import type { ExamQuestion } from "../ports/exam-store.ts";

/** A question asked somewhere, and what may come of it. */
interface QuestionCase {
  readonly id: string;
  readonly question: string;
  readonly areaPath: string;
  /** Ids of the articles that may answer; null among them where silence is right too. */
  readonly accepts: readonly (string | null)[];
  /** Set for an article that no longer answers: anything but this one may. */
  readonly never?: string;
}

/** What an article exam is made of: the articles as they answer, and as they would with one of them changed. */
export interface ArticleExam {
  readonly before: readonly Article[];
  readonly after: readonly Article[];
  /** Questions that staff have put into the exam. */
  readonly questions: readonly ExamQuestion[];
  /** Questions that nobody answers, see `shippedQuestions`. */
  readonly unanswerable: readonly string[];
  readonly margins?: ExamMargins;
  readonly now: Date;
}

/** After so many questions others get a turn: a thousand take a second. */
const questionsAtOnce = 25;

/**
 * Asks the articles all the questions of the exam, as they are and as they would be. Every article is asked by its own question and its
 * variants; what was asked of words that are to go may fall silent, but nobody else may answer it. What only the new words ask is no
 * case: answering it makes up for nothing that is lost.
 */
export async function examineArticles(exam: ArticleExam): Promise<ExamReport> {
  const cases = casesOf(exam);
  const current = await sit(await buildIndexAside(exam.before), cases, exam);
  const candidate = await sit(await buildIndexAside(exam.after), cases, exam);
  return compareSittings(current, candidate, exam.margins);
}

function casesOf({ before, after, questions, unanswerable, now }: ArticleExam): readonly QuestionCase[] {
  const answering = new Map(before.map((article) => [article.id, article]));
  const changed = after.filter((article) => answering.get(article.id) !== article);
  const cases: QuestionCase[] = [];
  for (const article of after) {
    for (const [areaPath, rivals] of placesOf(article, changed)) {
      const holds = articleHold(article, { areaPath, now }) === "holds";
      const known = changed.includes(article) ? asksOf(answering.get(article.id)) : null;
      for (const question of asksOf(article).filter((words) => known?.includes(words) ?? true)) {
        const id = `${article.id} ${areaPath} ${question}`;
        const accepts = [article.id, ...rivals];
        cases.push(
          holds ? { id, question, areaPath, accepts } : { id, question, areaPath, accepts: [], never: article.id },
        );
      }
    }
  }
  for (const article of changed) {
    const gone = asksOf(answering.get(article.id)).filter((question) => !asksOf(article).includes(question));
    const { areaPath } = article;
    for (const question of gone) cases.push({ id: question, question, areaPath, accepts: [article.id, null] });
  }
  const all = new Set(after.map(({ id }) => id));
  for (const { id, question, areaPath, articleId } of questions)
    if (articleId === null || all.has(articleId)) cases.push({ id, question, areaPath, accepts: [articleId] });
  for (const areaPath of new Set(changed.map((article) => article.areaPath)))
    for (const question of unanswerable)
      cases.push({ id: `${areaPath} ${question}`, question, areaPath, accepts: [null] });
  return cases;
}

/** Where an article is asked: in its own area, and in those of the changed ones under it, where these may answer in its place. */
function placesOf(article: Article, changed: readonly Article[]): readonly (readonly [string, readonly string[]])[] {
  const below = changed.filter(
    ({ id, areaPath }) => id !== article.id && areaPath !== article.areaPath && areaCovers(article.areaPath, areaPath),
  );
  return [[article.areaPath, []], ...below.map(({ id, areaPath }) => [areaPath, [id]] as const)];
}

function asksOf(article: Article | undefined): readonly string[] {
  if (!article) return [];
  return [article.question, ...article.variants].filter((words) => words.trim() !== "");
}

async function sit(
  index: ArticleIndex,
  cases: readonly QuestionCase[],
  { before, after, now }: ArticleExam,
): Promise<Sitting> {
  const titles = new Map([...before, ...after].map(({ id, question, source }) => [id, question || source]));
  const title = (id: string | null) => (id === null ? [] : [titles.get(id) ?? id]);
  const results: Sitting["results"][number][] = [];
  let [wrongAnswers, rightAnswers] = [0, 0];
  for (const [at, one] of cases.entries()) {
    if (at % questionsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    const { decision, articles } = search(index, one.question, { areaPath: one.areaPath, now });
    const got = decision === "answer" ? (articles[0]?.id ?? null) : null;
    const isRight = one.never === undefined ? one.accepts.includes(got) : got !== one.never;
    if (got !== null && !isRight) wrongAnswers += 1;
    // Where silence is right too, an answer is no merit.
    if (got !== null && isRight && one.never === undefined && !one.accepts.includes(null)) rightAnswers += 1;
    results.push({
      caseId: one.id,
      said: one.question,
      expected: title(one.accepts[0] ?? null),
      got: title(got),
      // A wrong answer is further from right than none.
      faults: isRight ? 0 : got === null ? 1 : 2,
    });
  }
  return { scores: { wrongAnswers, rightAnswers }, results };
}
