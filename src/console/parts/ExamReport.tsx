import { useQuery } from "@tanstack/react-query";
import Tag from "antd/es/tag";
import type { ExamReportView } from "../../api/learning.ts";
import { taxonomyQuery } from "../queries.ts";
import { useSettings, useText } from "../settings.tsx";

/** What an exam showed: whether it was passed, the figures of both, and each case that went worse. */
export function ExamReport({ report }: { report: ExamReportView }) {
  const { learning } = useText();
  const { passed, cases, won, measures, lost } = report;
  return (
    <div className="exam-report" role="status">
      <p>
        <Tag color={passed ? "green" : "red"}>{passed ? learning.passed : learning.refused}</Tag>
        <span className="hint">{learning.cases(cases, won)}</span>
      </p>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{learning.exam}</th>
            <th scope="col">{learning.was}</th>
            <th scope="col">{learning.is}</th>
            <th scope="col">{learning.margin}</th>
          </tr>
        </thead>
        <tbody>
          {measures.map(({ measure, was, is, margin, worse }) => (
            <tr key={measure}>
              <th scope="row">{learning.measures[measure]}</th>
              <td>{figure(was)}</td>
              <td>
                {figure(is)} {worse && <Tag color="red">{learning.worse}</Tag>}
              </td>
              <td>{figure(margin)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lost.length === 0 ? <p className="hint">{learning.noneLost}</p> : <LostCases lost={lost} />}
    </div>
  );
}

/** A share with three digits, a count as it is. */
function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

function LostCases({ lost }: { lost: ExamReportView["lost"] }) {
  const { learning } = useText();
  const name = useNames();
  return (
    <>
      <h3>{learning.lost(lost.length)}</h3>
      <ol className="lost-cases">
        {lost.map(({ caseId, said, expected, was, is }) => (
          <li key={caseId}>
            <blockquote>{said}</blockquote>
            <dl>
              <dt>{learning.expected}</dt>
              <dd>{name(expected)}</dd>
              <dt>{learning.was}</dt>
              <dd>{name(was)}</dd>
              <dt>{learning.is}</dt>
              <dd>{name(is)}</dd>
            </dl>
          </li>
        ))}
      </ol>
    </>
  );
}

/** What should be said or was, in the reader's language: categories by their label, articles by their title. */
function useNames(): (said: readonly string[]) => string {
  const { learning, marks } = useText();
  const { language } = useSettings();
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const labels = new Map(taxonomy.map(({ code, label, labelEn }) => [code, language === "zh" ? label : labelEn]));
  return (said) => (said.length === 0 ? learning.nothing : said.map((one) => labels.get(one) ?? one).join(marks.and));
}
