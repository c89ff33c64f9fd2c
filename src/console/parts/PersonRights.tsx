import Button from "antd/es/button";
import { useState } from "react";
import { useText } from "../settings.tsx";
import { ErasePerson } from "./ErasePerson.tsx";
import { ExportPerson } from "./ExportPerson.tsx";
import { useMayNot } from "./may-not.ts";

/** What a resident may ask for who reported a ticket: to have what is kept of them, and to have it erased. */
export function PersonRights({ ticketId, code }: { ticketId: string; code: string }) {
  const { person } = useText();
  const [asking, setAsking] = useState<"export" | "erase" | null>(null);
  const close = () => setAsking(null);
  const mayNotExport = useMayNot("export_person");
  const mayNotErase = useMayNot("erase_person");
  return (
    <div className="person-rights">
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
      {asking === "export" && <ExportPerson ticketId={ticketId} onClose={close} />}
      {asking === "erase" && <ErasePerson ticketId={ticketId} code={code} onClose={close} />}
    </div>
  );
}
