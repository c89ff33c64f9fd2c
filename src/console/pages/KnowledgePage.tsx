import { useQuery } from "@tanstack/react-query";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import Tag from "antd/es/tag";
import { useState } from "react";
import type { ArticleView } from "../../api/knowledge.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { articlesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** The articles the bot answers from, to be read and searched. */
export function KnowledgePage() {
  const { knowledge } = useText();
  const articles = useQuery(articlesQuery);
  const [words, setWords] = useState("");
  const [withExpired, setWithExpired] = useState(false);
  const fits = ({ question, answer, source, issuer, expired }: ArticleView) =>
    (withExpired || !expired) && [question, answer, source, issuer].some((part) => part.includes(words.trim()));
  return (
    <>
      <h1>{knowledge.title}</h1>
      <p className="hint">{knowledge.hint}</p>
      <Loaded query={articles}>
        {(all) =>
          all.length === 0 ? (
            <Message {...knowledge.empty} />
          ) : (
            <>
              <div className="filters">
                <Input
                  type="search"
                  aria-label={knowledge.search}
                  placeholder={knowledge.search}
                  value={words}
                  onChange={({ target }) => setWords(target.value)}
                />
                <Checkbox checked={withExpired} onChange={({ target }) => setWithExpired(target.checked)}>
                  {knowledge.showExpired}
                </Checkbox>
              </div>
              <Articles articles={all.filter(fits)} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Articles({ articles }: { articles: readonly ArticleView[] }) {
  const { knowledge } = useText();
  if (articles.length === 0) return <Message {...knowledge.noneFound} />;
  return (
    <ul className="cards">
      {articles.map(({ id, question, answer, source, issuer, areaPath, validUntil, expired }) => (
        <li key={id} className="card">
          <header>
            <h2>{question}</h2>
            {expired && <Tag color="red">{knowledge.expired}</Tag>}
          </header>
          <p className="answer">{answer}</p>
          <p className="hint">
            <span>
              {knowledge.source}：{source}
            </span>
            <span>
              {knowledge.issuer}：{issuer}
            </span>
            <span>
              {knowledge.area}：{areaPath}
            </span>
            <span>
              {knowledge.validUntil}：{validUntil ?? knowledge.noEnd}
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
