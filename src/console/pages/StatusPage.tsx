import { useQuery } from "@tanstack/react-query";
import Tag from "antd/es/tag";
import { Link } from "react-router";
import type { PlatformStatus, StatusView } from "../../api/status.ts";
import { useLiveState } from "../live.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo, formatInstant } from "../parts/time.ts";
import { WechatAccount } from "../parts/WechatAccount.tsx";
import { paths } from "../paths.ts";
import { statusQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** How the house does: what waits for people, the platforms, and what reads. */
export function StatusPage() {
  const { status } = useText();
  const now = useQuery(statusQuery);
  return (
    <>
      <h1>{status.title}</h1>
      <Loaded query={now}>
        {(view) => (
          <>
            <Waiting counts={view.counts} />
            <h2>{status.platforms}</h2>
            {view.platforms.length === 0 && <Message {...status.noPlatforms} />}
            <ul className="cards">
              {view.platforms.map((platform) => (
                <PlatformCard key={`${platform.name}:${platform.account}`} platform={platform} />
              ))}
            </ul>
            <WechatAccount />
            <Facts view={view} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Waiting({ counts }: { counts: StatusView["counts"] }) {
  const { status } = useText();
  const places: Readonly<Record<keyof StatusView["counts"], string>> = {
    drafts: paths.today(),
    uncertain: paths.pending(),
    withheld: paths.pending(),
    failed: paths.pending(),
    parked: paths.pending(),
    openQuestions: paths.pending(),
    handed: paths.relay(),
  };
  return (
    <>
      <h2>{status.waiting}</h2>
      <ul className="counts">
        {(Object.keys(places) as (keyof typeof places)[]).map((name) => (
          <li key={name}>
            <Link to={places[name]} className={counts[name] > 0 ? "count some" : "count"}>
              <b>{counts[name]}</b> {status.counts[name]}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

const platformColors = { running: "green", waiting: "orange", stopped: "red" } as const;

function PlatformCard({ platform }: { platform: PlatformStatus }) {
  const text = useText();
  return (
    <li className="card">
      <header>
        <h3>{text.platforms[platform.name]}</h3>
        <Tag color={platformColors[platform.state]}>{text.status.platformStates[platform.state]}</Tag>
      </header>
      <p className="hint">
        <span>{platform.account}</span>
        <span>{text.groups.lastEvent(platform.lastEventAt && formatAgo(platform.lastEventAt, new Date(), text))}</span>
      </p>
      {platform.notice && <p className="warning">{platform.notice}</p>}
    </li>
  );
}

function Facts({ view }: { view: StatusView }) {
  const { status } = useText();
  const live = useLiveState();
  return (
    <section className="facts">
      <dl>
        <dt>{status.reader}</dt>
        <dd>
          {view.reader.name} {view.reader.offline && <Tag color="volcano">{status.readerOffline}</Tag>}
        </dd>
        <dt>{status.queue}</dt>
        <dd>
          {view.queue.backend} · {status.depth(view.queue.depth)}
        </dd>
        <dt>{status.database}</dt>
        <dd>{view.database.embedded ? status.embedded : status.external}</dd>
        <dt>{status.region}</dt>
        <dd>{view.region}</dd>
        <dt>{status.version}</dt>
        <dd>{view.version}</dd>
        <dt>{status.startedAt}</dt>
        <dd>
          {formatInstant(view.startedAt, new Date())} · {status.liveStates[live === "live" ? "live" : "waiting"]}
        </dd>
      </dl>
      <a href="/sandbox">{status.sandbox}</a>
    </section>
  );
}
