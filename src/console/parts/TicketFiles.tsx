import { useQuery } from "@tanstack/react-query";
import type { TicketFile } from "../../api/forms.ts";
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
        {files.map((file, at) => (
          <li key={file.id}>
            <FileView ticketId={ticketId} file={file} number={at + 1} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A photo or a voice note. The number tells one photo of a ticket from the next. */
export function FileView({ ticketId, file, number }: { ticketId: string; file: TicketFile; number: number }) {
  const text = useText();
  const address = `/api/tickets/${encodeURIComponent(ticketId)}/files/${encodeURIComponent(file.id)}`;
  return file.kind === "photo" ? (
    <a href={address} target="_blank" rel="noreferrer">
      <img src={address} alt={text.files.photo(number)} loading="lazy" />
    </a>
  ) : (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said.
    <audio controls preload="none" src={address} aria-label={text.files.voice} />
  );
}
