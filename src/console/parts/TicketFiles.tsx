import { useQuery } from "@tanstack/react-query";
import { ticketFilesQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** The photos and voice notes that came with a ticket's report; nothing where none came. */
export function TicketFiles({ ticketId }: { ticketId: string }) {
  const text = useText();
  const { data: files = [] } = useQuery(ticketFilesQuery(ticketId));
  if (files.length === 0) return null;
  return (
    <section className="facts" aria-label={text.files.title}>
      <h3>{text.files.title}</h3>
      <ul className="ticket-files">
        {files.map(({ id, kind }, at) => {
          const address = `/api/tickets/${encodeURIComponent(ticketId)}/files/${encodeURIComponent(id)}`;
          return (
            <li key={id}>
              {kind === "photo" ? (
                <a href={address} target="_blank" rel="noreferrer">
                  <img src={address} alt={text.files.photo(at + 1)} loading="lazy" />
                </a>
              ) : (
                // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said.
                <audio controls preload="none" src={address} aria-label={text.files.voice} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
