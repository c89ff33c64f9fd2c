import { useQuery } from "@tanstack/react-query";
import Tag from "antd/es/tag";
import { useState } from "react";
import { rejectReasons } from "../../api/event-needs.ts";
import type { PostState } from "../../api/posts.ts";
import type { TicketDetail, TimelineEntry } from "../../api/tickets.ts";
import { ticketFilesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { FileView } from "./TicketFiles.tsx";
import { formatInstant } from "./time.ts";
import { isIn, type TimelineView, type Told, timelineOf, timelineViews } from "./timeline-entries.ts";

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

/** All of a ticket in one line of time, oldest first: what was said, handed in, done, and told to the group. */
export function Timeline({ ticket }: { ticket: TicketDetail }) {
  const text = useText();
  const { data: files = [] } = useQuery(ticketFilesQuery(ticket.id));
  const [view, setView] = useState<TimelineView>("all");
  const now = new Date();
  const shown = timelineOf(ticket, files).filter((told) => isIn(view, told));
  return (
    <section className="timeline" aria-label={text.ticket.timeline}>
      <header>
        <h3>{text.ticket.timeline}</h3>
        <fieldset className="switch">
          <legend className="unseen">{text.ticket.timelineViews.label}</legend>
          {timelineViews.map((one) => (
            <label key={one} className={one === view ? "chosen" : ""}>
              <input type="radio" name="timeline-view" checked={one === view} onChange={() => setView(one)} />
              {text.ticket.timelineViews[one]}
            </label>
          ))}
        </fieldset>
      </header>
      {shown.length === 0 && <p className="hint">{text.ticket.timelineViews.none}</p>}
      <ol>
        {shown.map((told) => (
          <li key={told.id} className={`entry-${told.type} ${isInternal(told) ? "entry-internal" : ""}`}>
            <time dateTime={told.at}>{formatInstant(told.at, now)}</time>
            <Entry told={told} ticketId={ticket.id} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function isInternal(told: Told): boolean {
  return told.type === "event" && told.event === "noted";
}

function Entry({ told, ticketId }: { told: Told; ticketId: string }) {
  const text = useText();
  switch (told.type) {
    case "message": {
      const { sender, fromStaff, kind, text: words } = told.message;
      return (
        <div>
          <b>{text.ticket.sender(sender, fromStaff)}</b> <span className="hint">{text.ticket.saidInGroup}</span>
          <blockquote>{words || text.messageKinds[kind]}</blockquote>
        </div>
      );
    }
    case "file":
      return (
        <div className="ticket-files">
          <span className="hint">{text.ticket.handedIn}</span>
          <FileView ticketId={ticketId} file={told.file} number={told.number} />
        </div>
      );
    case "post":
      return (
        <div>
          {text.ticket.postTo(told.group.name)} <PostStateTag state={told.state} />
          <blockquote>{told.text}</blockquote>
          {told.reason && <p className="hint">{told.reason}</p>}
        </div>
      );
    case "event":
      return <EventEntry entry={told} />;
  }
}

function EventEntry({ entry }: { entry: TimelineEntry & { type: "event" } }) {
  const text = useText();
  const reason = rejectReasons.find((code) => code === entry.reason);
  return (
    <div>
      <b>{entry.event === "joined" && entry.source === "staff" ? text.ticket.tookIn : text.events[entry.event]}</b>
      {entry.party && <b> → {entry.party}</b>} <span className="hint">{entry.by ?? text.sources[entry.source]}</span>
      {entry.event === "noted" && <Tag>{text.ticket.inside}</Tag>}
      {entry.event === "told" && <Tag color="green">{text.ticket.outside}</Tag>}
      {entry.reason && <p>{reason ? text.rejectReasons[reason] : entry.reason}</p>}
      {entry.note && <p className="entry-note">{entry.note}</p>}
    </div>
  );
}
