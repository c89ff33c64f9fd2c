import Button from "antd/es/button";
import Tag from "antd/es/tag";
import type { ArticleFileView, ArticleVersionView, ArticleWordsBody } from "../../api/knowledge.ts";
import { type DiffPiece, diffText } from "../../domain/text-diff.ts";
import { useText } from "../settings.tsx";
import { formatInstant } from "./time.ts";

/** Every version of an article, the newest first: who wrote it, who published it, what changed, and the way back to it. */
export function ArticleHistory(props: {
  file: ArticleFileView;
  busy: boolean;
  onRollBack: (version: ArticleVersionView) => void;
}) {
  const { file, busy, onRollBack } = props;
  const { knowledge } = useText();
  const now = new Date();
  const at = (instant: string) => formatInstant(instant, now);
  return (
    <section className="article-history" aria-label={knowledge.versions}>
      <h2>{knowledge.versions}</h2>
      {file.retiredAt && (
        <p className="hint">{knowledge.retiredBy(file.retiredBy ?? knowledge.house, at(file.retiredAt))}</p>
      )}
      <ol className="cards">
        {file.versions.map((version, index) => {
          const { number, savedBy, savedAt, publishedBy, publishedAt, restores } = version;
          const isLive = number === file.liveVersion && file.stage !== "retired";
          // Words that were published once come back at once; others wait for a second person like any save.
          const whyNot = file.can[publishedAt === null ? "save" : "roll_back"];
          return (
            <li key={number} className="card">
              <header>
                <h3>{knowledge.version(number)}</h3>
                {isLive && <Tag color="green">{knowledge.isLive}</Tag>}
                {restores !== null && <Tag>{knowledge.restores(restores)}</Tag>}
              </header>
              <p className="hint">
                <span>{knowledge.savedBy(savedBy ?? knowledge.house, at(savedAt))}</span>
                <span>
                  {publishedAt === null
                    ? knowledge.notPublished
                    : knowledge.publishedBy(publishedBy ?? knowledge.house, at(publishedAt))}
                </span>
              </p>
              <details>
                <summary>{knowledge.showDiff}</summary>
                <WordsDiff before={file.versions[index + 1]?.words ?? null} after={version.words} />
              </details>
              {index > 0 && !isLive && (
                <footer>
                  <Button
                    disabled={busy || whyNot !== null}
                    title={whyNot === null ? undefined : knowledge.whyNot[whyNot]}
                    onClick={() => onRollBack(version)}
                  >
                    {knowledge.rollBack(number)}
                  </Button>
                </footer>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What differs between two versions, field by field; the whole of the first one. */
export function WordsDiff({ before, after }: { before: ArticleWordsBody | null; after: ArticleWordsBody }) {
  const { knowledge } = useText();
  const textOf = (words: ArticleWordsBody | null, field: keyof ArticleWordsBody) => {
    const value = words?.[field] ?? "";
    if (field === "kind" && words) return knowledge.kinds[words.kind];
    return typeof value === "string" ? value : value.join("\n");
  };
  const fields = Object.keys(knowledge.fields) as (keyof ArticleWordsBody)[];
  const changed = fields.filter((field) => textOf(before, field) !== textOf(after, field));
  if (changed.length === 0) return <p className="hint">{knowledge.nothingChanged}</p>;
  return (
    <>
      {before === null && <p className="hint">{knowledge.firstVersion}</p>}
      <dl className="words-diff">
        {changed.map((field) => (
          <div key={field}>
            <dt>{knowledge.fields[field]}</dt>
            <dd>
              {before === null ? (
                textOf(after, field)
              ) : (
                <DiffPieces pieces={diffText(textOf(before, field), textOf(after, field))} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** What was taken out of a text and put in. */
export function DiffPieces({ pieces }: { pieces: readonly DiffPiece[] }) {
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name, and are never moved.
    <Piece key={index} piece={piece} />
  ));
}

function Piece({ piece: { kind, text } }: { piece: DiffPiece }) {
  if (kind === "removed") return <del>{text}</del>;
  return kind === "added" ? <ins>{text}</ins> : <span>{text}</span>;
}
