import { Link } from "react-router";
import { useText } from "../settings.tsx";

/** One part of a column, drawn in the colour of its class. */
export interface ColumnPart {
  readonly className: string;
  readonly name: string;
  readonly count: number;
}

/** One column of a chart, and where it leads. */
export interface Column {
  readonly key: string;
  /** Below the column: short, as many stand side by side. */
  readonly label: string;
  readonly to: string;
  readonly parts: readonly ColumnPart[];
}

/**
 * Columns side by side, each a link: by keyboard as by finger, and read aloud with its numbers. Plain boxes rather than a chart library,
 * which draws on a canvas that no screen reader sees and no Tab reaches.
 */
export function Columns({ columns, stacked }: { columns: readonly Column[]; stacked: boolean }) {
  const { marks } = useText();
  const heights = columns.map(({ parts }) =>
    stacked ? parts.reduce((sum, { count }) => sum + count, 0) : Math.max(0, ...parts.map(({ count }) => count)),
  );
  const most = Math.max(1, ...heights);
  // Labels that would run into each other are left out; the column's own words still say them.
  const everyNth = Math.ceil(columns.length / 12);
  return (
    <div className="columns">
      <ol className={stacked ? "stacked" : ""}>
        {columns.map(({ key, label, to, parts }, at) => (
          <li key={key}>
            <Link
              to={to}
              aria-label={`${label}${marks.colon}${parts.map(({ name, count }) => `${name} ${count}`).join(marks.comma)}`}
            >
              <span className="bars" aria-hidden>
                {parts.map(({ className, name, count }) => (
                  <span
                    key={name}
                    className={`bar ${className}`}
                    style={{ blockSize: `${(count / most) * 100}%` }}
                    title={`${label} ${name} ${count}`}
                  />
                ))}
              </span>
              <span className="column-label" aria-hidden>
                {at % everyNth === 0 ? label : ""}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      <Legend parts={columns[0]?.parts ?? []} columns={columns} />
    </div>
  );
}

/** What the colours mean, with the sum of each. */
function Legend({ parts, columns }: { parts: readonly ColumnPart[]; columns: readonly Column[] }) {
  return (
    <ul className="legend">
      {parts.map(({ className, name }) => (
        <li key={name}>
          <span className={`swatch ${className}`} aria-hidden /> {name}{" "}
          <b>
            {columns.reduce((sum, column) => sum + (column.parts.find((part) => part.name === name)?.count ?? 0), 0)}
          </b>
        </li>
      ))}
    </ul>
  );
}
