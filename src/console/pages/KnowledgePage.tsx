import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import Tag from "antd/es/tag";
import { useState } from "react";
import { Link } from "react-router";
import type { ArticleView } from "../../api/knowledge.ts";
import { expiryNoticeDays } from "../../domain/article.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { paths } from "../paths.ts";
import { articlesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What of the articles is somebody's task now. */
const tasks = {
  expiring: ({ stage, expired, daysLeft }: ArticleView) =>
    (stage === "published" || stage === "revised") && !expired && daysLeft !== null && daysLeft <= expiryNoticeDays,
  waiting: ({ stage }: ArticleView) => stage === "draft" || stage === "revised",
} as const;

/** The articles the bot answers from, what is to be done about them, and the way to each. */
export function KnowledgePage() {
  const { knowledge } = useText();
  const articles = useQuery(articlesQuery);
  return (
    <>
      <h1>{knowledge.title}</h1>
      <p className="hint">{knowledge.hint}</p>
      <p className="page-links">
        <Link to={paths.newArticle()}>{knowledge.write}</Link>
        <Link to={paths.tryQuestion()}>{knowledge.tryTitle}</Link>
        <Link to={paths.unanswered()}>{knowledge.unansweredTitle}</Link>
        <Link to={paths.importArticles()}>{knowledge.importTitle}</Link>
      </p>
      <Loaded query={articles}>
        {(all) => (all.length === 0 ? <Message {...knowledge.empty} /> : <Searchable articles={all} />)}
      </Loaded>
    </>
  );
}

function Searchable({ articles }: { articles: readonly ArticleView[] }) {
  const { knowledge } = useText();
  const [words, setWords] = useState("");
  const [withExpired, setWithExpired] = useState(false);
  const [task, setTask] = useState<keyof typeof tasks | null>(null);
  const fits = (article: ArticleView) => {
    const { question, variants, answer, source, issuer, slug } = article;
    if (task !== null && !tasks[task](article)) return false;
    if (task === null && !withExpired && (article.expired || article.stage === "retired")) return false;
    return [question, ...variants, answer, source, issuer, slug].some((part) => part.includes(words.trim()));
  };
  const names = Object.keys(tasks) as (keyof typeof tasks)[];
  const due = names
    .map((name) => ({ name, count: articles.filter(tasks[name]).length }))
    .filter(({ count }) => count > 0);
  return (
    <>
      {due.length > 0 && (
        <section className="tasks" aria-label={knowledge.tasks}>
          {due.map(({ name, count }) => (
            <p key={name}>
              <span>{knowledge[name](count)}</span>
              <Button aria-pressed={task === name} onClick={() => setTask(task === name ? null : name)}>
                {task === name ? knowledge.all : knowledge.onlyThese}
              </Button>
            </p>
          ))}
        </section>
      )}
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
      <Articles articles={articles.filter(fits)} />
    </>
  );
}

function Articles({ articles }: { articles: readonly ArticleView[] }) {
  const { knowledge, marks } = useText();
  if (articles.length === 0) return <Message {...knowledge.noneFound} />;
  return (
    <ul className="cards">
      {articles.map((article) => {
        const { id, question, answer, kind, source, issuer, areaPath, validUntil, expired, stage, daysLeft } = article;
        return (
          <li key={id} className="card">
            <header>
              <h2>
                <Link to={paths.article(id)}>{question || source}</Link>
              </h2>
              <Tag>{knowledge.kinds[kind]}</Tag>
              {stage !== "published" && <Tag color="gold">{knowledge.stages[stage]}</Tag>}
              {expired && <Tag color="red">{knowledge.expired}</Tag>}
              {tasks.expiring(article) && daysLeft !== null && <Tag color="orange">{knowledge.daysLeft(daysLeft)}</Tag>}
            </header>
            <p className="answer">{answer}</p>
            <p className="hint">
              <span>
                {knowledge.source}
                {marks.colon}
                {source}
              </span>
              <span>
                {knowledge.issuer}
                {marks.colon}
                {issuer}
              </span>
              <span>
                {knowledge.area}
                {marks.colon}
                {areaPath}
              </span>
              <span>
                {knowledge.validUntil}
                {marks.colon}
                {validUntil ?? knowledge.noEnd}
              </span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
