import { Link } from "react-router";
import { shareOf } from "../../domain/figures.ts";

/** A part of a whole, and the tickets behind it; without an address where no list has exactly these. */
export interface Share {
  readonly className: string;
  readonly name: string;
  readonly count: number;
  readonly to: string | null;
}

/** Parts of a whole as one bar, with their numbers below as links. */
export function ShareBar({ shares }: { shares: readonly Share[] }) {
  const whole = shares.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="share">
      <div className="share-bar" aria-hidden>
        {shares.map(({ className, name, count }) => (
          <span key={name} className={`bar ${className}`} style={{ inlineSize: percent(shareOf(count, whole)) }} />
        ))}
      </div>
      <ul className="legend">
        {shares.map(({ className, name, count, to }) => (
          <li key={name}>
            <span className={`swatch ${className}`} aria-hidden /> {name}{" "}
            <b>{to === null || count === 0 ? count : <Link to={to}>{count}</Link>}</b>{" "}
            <span className="hint">{whole > 0 && percent(shareOf(count, whole))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A share in whole percent; a dash of nothing. */
export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)}%`;
}
