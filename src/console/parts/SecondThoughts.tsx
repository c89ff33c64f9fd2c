import Button from "antd/es/button";
import type { ConsoleText } from "../../locales/console.ts";
import { useText } from "../settings.tsx";
import type { SecondThought, useSecondThoughts } from "./second-thoughts.ts";

/** What was decided in the last seconds: what is said where unless it is taken back, and the way back. */
export function SecondThoughts({ thoughts }: { thoughts: ReturnType<typeof useSecondThoughts> }) {
  const text = useText();
  return (
    <section className="second-thoughts" aria-label={text.today.canUndo}>
      <ul>
        {thoughts.waiting.map((thought, at) => (
          <li key={thought.ticketId}>
            <div>
              <p>
                <b role="status">{thought.done}</b>{" "}
                <span className="hint" aria-hidden>
                  {text.today.secondsLeft(thoughts.secondsLeft(thought))}
                </span>
              </p>
              <Preview thought={thought} />
            </div>
            <Button
              size="large"
              {...(at === 0 ? { "aria-keyshortcuts": "u" } : {})}
              onClick={() => thoughts.undo(thought)}
            >
              {text.today.undo} {at === 0 && <kbd aria-hidden>u</kbd>}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Preview({ thought: { posts } }: { thought: SecondThought }) {
  const text = useText();
  if (posts.length === 0) return <p className="hint">{text.today.saysNothing}</p>;
  return posts.map((post) => (
    <details key={`${post.group.id} ${post.text}`} open={!window.matchMedia("(max-width: 760px)").matches}>
      <summary>{whereAndWhen(text, post)}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: words that scroll must be reachable by keyboard */}
      <blockquote tabIndex={0}>{post.text}</blockquote>
    </details>
  ));
}

function whereAndWhen({ today }: ConsoleText, { group, edits, when }: SecondThought["posts"][number]): string {
  return edits ? today.willBeEdited(group.name) : today.willBeSaid[when](group.name);
}
