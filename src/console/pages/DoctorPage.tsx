import { useQuery } from "@tanstack/react-query";
import Tag from "antd/es/tag";
import { Link } from "react-router";
import type { CheckUpView, FindingView } from "../../api/doctor.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatInstant } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { checkUpQuery } from "../queries.ts";
import { useSettings, useText } from "../settings.tsx";

const colors = { act: "red", watch: "gold", fine: "green" } as const;

/** A check-up of the channels and groups: what must be done, what to know, and what is fine, each with what to do in one sentence. */
export function DoctorPage() {
  const { doctor } = useText();
  const checkUp = useQuery(checkUpQuery);
  return (
    <>
      <h1>{doctor.title}</h1>
      <Loaded query={checkUp}>{(view) => <CheckUp view={view} />}</Loaded>
    </>
  );
}

function CheckUp({ view }: { view: CheckUpView }) {
  const { doctor } = useText();
  const found = (severity: FindingView["severity"]) => view.findings.filter((one) => one.severity === severity);
  const fine = found("fine");
  return (
    <div className="check-up">
      <p className="hint">{doctor.checkedAt(formatInstant(view.checkedAt, new Date()))}</p>
      {found("act").length === 0 && <Message {...doctor.nothing} />}
      <Findings of={[...found("act"), ...found("watch")]} />
      {fine.length > 0 && (
        <details>
          <summary>{doctor.fine(fine.length)}</summary>
          <Findings of={fine} />
        </details>
      )}
    </div>
  );
}

function Findings({ of }: { of: readonly FindingView[] }) {
  const { doctor } = useText();
  const { language } = useSettings();
  return (
    <ul className="cards">
      {of.map((finding) => {
        const { what, todo } = finding[language];
        return (
          <li key={what} className="card">
            <header>
              <Tag color={colors[finding.severity]}>{doctor.severities[finding.severity]}</Tag>
            </header>
            <p>
              <strong>{what}</strong>
            </p>
            {finding.severity !== "fine" && <p>{todo}</p>}
            {finding.page && <Link to={paths[finding.page]()}>{doctor.goTo[finding.page]}</Link>}
          </li>
        );
      })}
    </ul>
  );
}
