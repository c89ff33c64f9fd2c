import type { PersonaView } from "../../sandbox-api.ts";

/** How many colours `messages.css` has for people. */
const tones = 10;

/** Somebody's picture: the first character of the name, on a colour that is always theirs. The name stands beside it. */
export function Avatar({ senderRef, nick, bot = false }: { senderRef: string; nick: string; bot?: boolean }) {
  const look = bot ? "avatar-bot" : `tone-${toneOf(senderRef)}`;
  return (
    <span className={`avatar ${look}`} aria-hidden="true">
      {bot ? "邻" : initialOf(nick)}
    </span>
  );
}

/** A group's picture: four of its people in a square. */
export function GroupAvatar({ people }: { people: readonly PersonaView[] }) {
  return (
    <span className="avatar avatar-group" aria-hidden="true">
      <span className="avatar-bot">邻</span>
      {people.slice(0, 3).map(({ ref, nick }) => (
        <span key={ref} className={`tone-${toneOf(ref)}`}>
          {initialOf(nick)}
        </span>
      ))}
    </span>
  );
}

/** The first character that belongs to a name and not to a door: 王 of "3-2-501 王姐". */
export function initialOf(nick: string): string {
  const name = nick.replace(/[\d\s#\-—–_.·()（）栋幢号楼单元室租]+/gu, "") || nick;
  return ([...name][0] ?? "?").toUpperCase();
}

function toneOf(senderRef: string): number {
  let sum = 7;
  for (const character of senderRef) sum = (sum * 31 + character.charCodeAt(0)) % 9_973;
  return sum % tones;
}
