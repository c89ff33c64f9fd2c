import Button from "antd/es/button";
import { useState } from "react";
import { useText } from "../settings.tsx";
import { ErasePerson } from "./ErasePerson.tsx";
import { ExportPerson } from "./ExportPerson.tsx";
import { useMayNot } from "./may-not.ts";
import { RevealReporter } from "./RevealReporter.tsx";

/** Who reported a ticket, and what they may ask for: to have what is kept of them, and to have it erased. A phone shows no titles, so why not is said. */
export function PersonRights({ ticketId, code }: { ticketId: string; code: string }) {
  const { person, reveal, marks } = useText();
  const [asking, setAsking] = useState<"export" | "erase" | null>(null);
  const close = () => setAsking(null);
  const mayNotExport = useMayNot("export_person");
  const mayNotErase = useMayNot("erase_person");
  const mayNotReveal = useMayNot("reveal_reporter");
  // What is closed is closed to a role: the reason is the same for each.
  const closed = [
    ...(mayNotReveal ? [reveal.button] : []),
    ...(mayNotExport ? [person.export] : []),
    ...(mayNotErase ? [person.erase] : []),
  ];
  return (
    <div className="person-rights">
      <RevealReporter ticketId={ticketId} />
      <Button disabled={mayNotExport !== null} title={mayNotExport ?? undefined} onClick={() => setAsking("export")}>
        {person.export}
      </Button>
      <Button
        danger
        disabled={mayNotErase !== null}
        title={mayNotErase ?? undefined}
        onClick={() => setAsking("erase")}
      >
        {person.erase}
      </Button>
      {closed.length > 0 && (
        <p className="hint">{`${closed.join(marks.and)}${marks.colon}${mayNotReveal ?? mayNotExport ?? mayNotErase}`}</p>
      )}
      {asking === "export" && <ExportPerson ticketId={ticketId} onClose={close} />}
      {asking === "erase" && <ErasePerson ticketId={ticketId} code={code} onClose={close} />}
    </div>
  );
}
