import Tag from "antd/es/tag";
import { rejectReasons } from "../../api/event-needs.ts";
import type { PostState } from "../../api/posts.ts";
import type { TimelineEntry } from "../../api/tickets.ts";
import { useText } from "../settings.tsx";
import { formatInstant } from "./time.ts";

const postColors: Readonly<Record<PostState, string>> = {
  pending: "default",
  sending: "blue",
  sent: "green",
  uncertain: "orange",
  withheld: "red",
  failed: "red",
  held: "default",
  handed: "blue",
  dropped: "default",
};

/** Whether a post got through, in words and colour. */
export function PostStateTag({ state }: { state: PostState }) {
  const { postStates } = useText();
  return <Tag color={postColors[state]}>{postStates[state]}</Tag>;
}

/** What happened to a ticket and what was said about it, oldest first. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const text = useText();
  const now = new Date();
  return (
    <section className="timeline" aria-label={text.ticket.timeline}>
      <h3>{text.ticket.timeline}</h3>
      <ol>
        {entries.map((entry) => (
          <li key={entry.id} className={`entry-${entry.type}`}>
            <time dateTime={entry.at}>{formatInstant(entry.at, now)}</time>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const text = useText();
  if (entry.type === "post") {
    return (
      <div>
        {text.ticket.postTo(entry.group.name)} <PostStateTag state={entry.state} />
        <blockquote>{entry.text}</blockquote>
        {entry.reason && <p className="hint">{entry.reason}</p>}
      </div>
    );
  }
  const reason = rejectReasons.find((code) => code === entry.reason);
  return (
    <div>
      <b>{text.events[entry.event]}</b> <span className="hint">{entry.by ?? text.sources[entry.source]}</span>
      {entry.reason && <p>{reason ? text.rejectReasons[reason] : entry.reason}</p>}
      {entry.note && <p>{entry.note}</p>}
    </div>
  );
}
