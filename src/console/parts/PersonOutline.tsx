import type { PersonOutlineView } from "../../api/people.ts";
import { useText } from "../settings.tsx";

/** What an erasure takes away and what stays, in figures; and what should be thought of first. */
export function PersonOutline({ outline }: { outline: PersonOutlineView }) {
  const { person, marks } = useText();
  const { tickets, joined, openCodes, beyond } = outline;
  const gone = Object.entries(person.goneLines).flatMap(([name, say]) => {
    const count = outline[name as keyof typeof person.goneLines];
    return count > 0 ? [say(count)] : [];
  });
  const { staysLines } = person;
  const stays = [
    ...(tickets > 0 ? [staysLines.tickets(tickets)] : []),
    ...(joined > 0 ? [staysLines.joined(joined)] : []),
    ...[staysLines.figures, staysLines.audit, staysLines.chats],
  ];
  return (
    <div className="person-outline" role="status">
      {openCodes.length > 0 && <p className="warning">{person.open(openCodes.join(marks.and))}</p>}
      {beyond.messages + beyond.tickets > 0 && (
        <p className="warning">{person.beyond(beyond.messages, beyond.tickets)}</p>
      )}
      <h3>{person.gone}</h3>
      <Lines lines={gone} />
      <h3>{person.stays}</h3>
      <Lines lines={stays} />
    </div>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
