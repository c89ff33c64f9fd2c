import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Button from "antd/es/button";
import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import Tag from "antd/es/tag";
import { Link } from "react-router";
import type { BindingCode, GroupLevel, GroupStatus, GroupView, PatchGroup } from "../../api/groups.ts";
import { postsPerDayMax } from "../../api/limits.ts";
import { send } from "../client.ts";
import { useMayNot } from "../parts/may-not.ts";
import { useNotice } from "../parts/Notices.tsx";
import { OneTimeCode } from "../parts/OneTimeCode.tsx";
import { RecentPosts } from "../parts/RecentPosts.tsx";
import { useRefusalNotice } from "../parts/refusal-notice.ts";
import { Loaded, Message } from "../parts/States.tsx";
import { formatAgo } from "../parts/time.ts";
import { paths } from "../paths.ts";
import { areasQuery, groupsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

const statusColors: Readonly<Record<GroupStatus, string>> = {
  active: "green",
  quarantined: "gold",
  paused: "default",
  gone: "red",
};

const kinds = ["residents", "staff"] as const;
const levels: readonly GroupLevel[] = ["listen", "react", "reply", "proactive"];

/** The groups the bot is in: what each is bound to, how much it may say there, and what waits. */
export function GroupsPage() {
  const text = useText();
  const groups = useQuery(groupsQuery);
  return (
    <>
      <h1>{text.groups.title}</h1>
      <Loaded query={groups}>
        {(all) =>
          all.length === 0 ? (
            <Message {...text.groups.empty} />
          ) : (
            <ul className="cards">
              {all.map((group) => (
                <GroupCard key={group.id} group={group} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}

function GroupCard({ group }: { group: GroupView }) {
  const text = useText();
  const patch = usePatchGroup(group);
  const mayNot = useMayNot("manage_groups");
  const unbound = group.areaPath === null ? text.groups.unbound : null;
  const whyNotGoOn = mayNot ?? unbound;
  return (
    <li className="card">
      <header>
        <h2>{group.name}</h2>
        <Tag color={statusColors[group.status]}>{text.groups.statuses[group.status]}</Tag>
        <Tag>{text.platforms[group.platform]}</Tag>
        <Tag>{text.groups.kinds[group.kind]}</Tag>
      </header>
      <GroupFields
        group={group}
        onPatch={patch.mutate}
        fixed={patch.isPending || mayNot !== null || group.status === "gone"}
      />
      {group.canPost === false && <p className="warning">{text.groups.cannotPost}</p>}
      <GroupFacts group={group} />
      <RecentPosts groupId={group.id} />
      {group.pausedBy && <p className="hint">{text.groups.pausedBy[group.pausedBy]}</p>}
      <footer>
        {group.status === "active" && (
          <Button
            disabled={patch.isPending || mayNot !== null}
            title={mayNot ?? undefined}
            onClick={() => patch.mutate({ status: "paused" })}
          >
            {text.groups.pause}
          </Button>
        )}
        {(group.status === "paused" || group.status === "quarantined") && (
          <Button
            type="primary"
            disabled={patch.isPending || whyNotGoOn !== null}
            title={whyNotGoOn ?? undefined}
            onClick={() => patch.mutate({ status: "active" })}
          >
            {group.status === "paused" ? text.groups.resume : text.groups.confirm}
          </Button>
        )}
        <OneTimeCode
          label={text.groups.code}
          hint={text.groups.codeHint}
          whyNot={mayNot}
          make={() => send<BindingCode>("POST", `/api/groups/${group.id}/binding-code`)}
          shown={({ code }) => code}
        />
      </footer>
      {mayNot && <p className="hint">{mayNot}</p>}
    </li>
  );
}

function GroupFields(props: { group: GroupView; onPatch: (body: PatchGroup) => void; fixed: boolean }) {
  const { group, onPatch, fixed } = props;
  const text = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  return (
    <div className="card-fields">
      <div className="field">
        <span>{text.groups.area}</span>
        <Select
          aria-label={text.groups.area}
          placeholder={text.groups.unbound}
          showSearch
          disabled={fixed}
          value={group.areaPath}
          onChange={(areaPath) => onPatch({ areaPath })}
          options={areas.map((path) => ({ value: path, label: path }))}
          popupMatchSelectWidth={false}
        />
      </div>
      <div className="field">
        <span>{text.groups.kind}</span>
        <Select
          aria-label={text.groups.kind}
          disabled={fixed}
          value={group.kind}
          onChange={(kind) => onPatch({ kind })}
          options={kinds.map((kind) => ({ value: kind, label: text.groups.kinds[kind] }))}
        />
        <small>{text.groups.kindHints[group.kind]}</small>
      </div>
      <div className="field">
        <span>{text.groups.level}</span>
        <Select
          aria-label={text.groups.level}
          disabled={fixed}
          value={group.level}
          onChange={(level) => onPatch({ level })}
          options={levels.map((level) => ({ value: level, label: text.groups.levels[level] }))}
        />
        <small>{text.groups.levelHints[group.level]}</small>
        {group.level === "react" && group.canReact === false && (
          <small className="warning">{text.groups.cannotReact}</small>
        )}
      </div>
      <div className="field">
        <span>{text.groups.postsPerDay}</span>
        <InputNumber
          controls={false}
          aria-label={text.groups.postsPerDay}
          min={0}
          max={postsPerDayMax}
          disabled={fixed}
          // Anew when the house says another number; until then the field is the reader's.
          key={group.postsPerDay}
          defaultValue={group.postsPerDay}
          onBlur={({ target }) => {
            const postsPerDay = Number(target.value);
            if (target.value !== "" && postsPerDay !== group.postsPerDay) onPatch({ postsPerDay });
          }}
        />
        <small>{text.groups.posts(group.postsToday, group.postsPerDay)}</small>
      </div>
    </div>
  );
}

function GroupFacts({ group }: { group: GroupView }) {
  const text = useText();
  const { drafts, questions, posts } = group.waiting;
  return (
    <p className="hint">
      <span>{text.groups.lastEvent(group.lastEventAt && formatAgo(group.lastEventAt, new Date(), text))}</span>
      {drafts > 0 && (
        <Link to={paths.tickets({ status: "draft", group: group.id })}>{text.groups.waitingDrafts(drafts)}</Link>
      )}
      {questions > 0 && <Link to={paths.pending()}>{text.groups.waitingQuestions(questions)}</Link>}
      {posts > 0 && <Link to={paths.pending()}>{text.groups.waitingPosts(posts)}</Link>}
      <Link to={paths.doctor()}>{text.groups.health}</Link>
    </p>
  );
}

function usePatchGroup(group: GroupView) {
  const text = useText();
  const client = useQueryClient();
  const notice = useNotice();
  const refused = useRefusalNotice();
  return useMutation({
    mutationFn: (body: PatchGroup) => send<GroupView>("PATCH", `/api/groups/${group.id}`, body),
    onSuccess: () => notice({ kind: "done", text: text.groups.saved(group.name) }),
    onError: refused,
    onSettled: () => client.invalidateQueries({ queryKey: groupsQuery.queryKey }),
  });
}
