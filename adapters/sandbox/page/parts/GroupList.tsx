import type { SandboxGroupView, SandboxMessageView } from "../../sandbox-api.ts";
import { noChat, personasIn } from "../chat-state.ts";
import { timeWords } from "../clock-words.ts";
import { useChatState, useSandbox, useText } from "../sandbox-context.tsx";
import { GroupAvatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";
import { lineOf } from "./line-of.ts";

interface Props {
  readonly open: readonly SandboxGroupView[];
  readonly unread: ReadonlyMap<string, number>;
  onShow(groupId: string): void;
  /** Null where there is room for one chat only. */
  readonly onBeside: ((groupId: string) => void) | null;
}

/** The groups, each with its last line and what is unread. */
export function GroupList({ open, unread, onShow, onBeside }: Props) {
  const { language, setLanguage } = useSandbox();
  const { groups, chats } = useChatState();
  const text = useText();
  // Where something was said last comes first; a group that is silent keeps its place below.
  const lastSaid = ({ ref }: SandboxGroupView) => chats.get(ref)?.messages.at(-1)?.position ?? 0;
  const ordered = [...groups].sort((one, other) => lastSaid(other) - lastSaid(one));
  return (
    <nav className="groups" aria-label={text.chats}>
      <header className="bar">
        <h1>{text.chats}</h1>
        <button type="button" className="bar-button" onClick={() => setLanguage(language === "zh" ? "en" : "zh")}>
          {text.switchLanguage}
        </button>
      </header>
      <ul>
        {ordered.map((group) => (
          <GroupRow
            key={group.id}
            group={group}
            isOpen={open.some(({ id }) => id === group.id)}
            unread={unread.get(group.id) ?? 0}
            onShow={() => onShow(group.id)}
            onBeside={onBeside ? () => onBeside(group.id) : null}
          />
        ))}
      </ul>
    </nav>
  );
}

function GroupRow(props: {
  group: SandboxGroupView;
  isOpen: boolean;
  unread: number;
  onShow: () => void;
  onBeside: (() => void) | null;
}) {
  const { group, isOpen, unread, onShow, onBeside } = props;
  const state = useChatState();
  const text = useText();
  const last = (state.chats.get(group.ref) ?? noChat).messages.at(-1);
  return (
    <li className={isOpen ? "group group-open" : "group"}>
      <button type="button" className="group-button" aria-current={isOpen || undefined} onClick={onShow}>
        <span className="group-picture">
          <GroupAvatar people={personasIn(state, group)} />
          {unread > 0 && (
            <span className="badge" title={text.unread(unread)}>
              {unread > 99 ? "99+" : unread}
              <span className="aside-text">{text.unread(unread)}</span>
            </span>
          )}
        </span>
        <span className="group-words">
          <span className="group-name">
            <bdi>{group.name}</bdi>
            {group.kind === "staff" && <span className="tag">{text.staffGroup}</span>}
          </span>
          <span className="group-last">{last && <LastLine message={last} />}</span>
        </span>
        <span className="group-time">{last && timeWords(last.at, new Date(), text).split(" ")[0]}</span>
      </button>
      {onBeside && !isOpen && (
        <button
          type="button"
          className="group-beside"
          title={text.openBeside}
          aria-label={text.openBeside}
          onClick={onBeside}
        >
          <Icon of="beside" />
        </button>
      )}
    </li>
  );
}

function LastLine({ message }: { message: SandboxMessageView }) {
  const text = useText();
  const nick = message.fromBot ? text.botName : message.nick;
  if (message.recalled) return <bdi>{text.someoneRecalled(nick)}</bdi>;
  return <bdi>{message.kind === "system" ? message.text : `${nick}: ${lineOf(message, text)}`}</bdi>;
}
