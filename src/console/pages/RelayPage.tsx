import { useQuery } from "@tanstack/react-query";
import Select from "antd/es/select";
import { useState } from "react";
import type { RelayGroupView } from "../../api/relay.ts";
import { RelayGroupForm } from "../parts/RelayGroupForm.tsx";
import { RelayPost } from "../parts/RelayPost.tsx";
import { RelayWords } from "../parts/RelayWords.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { relayQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** What a person carries to and from groups where no bot may be: one group at a time, its next post on top. */
export function RelayPage() {
  const { relay } = useText();
  const groups = useQuery(relayQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <div className="relay">
      <h1>{relay.title}</h1>
      <Loaded query={groups}>
        {(all) => {
          // Until somebody chooses, the group where something waits.
          const group = all.find(({ id }) => id === chosen) ?? all.find(({ next }) => next) ?? all[0];
          if (!group) return <Message {...relay.empty} />;
          return (
            <>
              {all.length > 1 && <GroupChoice groups={all} chosen={group.id} onChoose={setChosen} />}
              {group.next ? (
                <RelayPost key={group.next.id} group={group} post={group.next} />
              ) : (
                <NothingNext group={group} />
              )}
              <RelayWords key={group.id} group={group} />
            </>
          );
        }}
      </Loaded>
      <RelayGroupForm onMade={setChosen} />
    </div>
  );
}

function GroupChoice(props: {
  groups: readonly RelayGroupView[];
  chosen: string;
  onChoose: (groupId: string) => void;
}) {
  const { relay } = useText();
  return (
    <Select
      aria-label={relay.group}
      size="large"
      value={props.chosen}
      onChange={props.onChoose}
      options={props.groups.map(({ id, name, waiting }) => ({
        value: id,
        label: waiting > 0 ? `${name} (${waiting})` : name,
      }))}
    />
  );
}

function NothingNext({ group }: { group: RelayGroupView }) {
  const { relay } = useText();
  return (
    <section className="card" aria-label={group.name}>
      <header>
        <h2>{group.name}</h2>
      </header>
      <Message {...relay.nothing} />
    </section>
  );
}
