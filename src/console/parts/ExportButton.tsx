import { useMutation } from "@tanstack/react-query";
import Button from "antd/es/button";
import { refusalOf, saveFile } from "../client.ts";
import { useSettings, useText } from "../settings.tsx";
import { useMayNot } from "./may-not.ts";
import { useNotice } from "./Notices.tsx";

interface ExportButtonProps {
  /** The address of the export, with its query; the form and the language are added. */
  readonly path: string;
  /** How the file is called, before its date. */
  readonly name: string;
  readonly format?: "xlsx" | "csv";
  readonly label?: string;
  readonly size?: "small" | "middle";
}

/** Takes something out as a file, which is written down. Grey with the reason for whoever may not. */
export function ExportButton({ path, name, format = "xlsx", label, size = "middle" }: ExportButtonProps) {
  const text = useText();
  const { language } = useSettings();
  const notice = useNotice();
  const mayNot = useMayNot("export_tickets");
  const saving = useMutation({
    mutationFn: () => {
      const day = new Date().toISOString().slice(0, 10);
      const asked = `${path}${path.includes("?") ? "&" : "?"}format=${format}&language=${language}`;
      return saveFile(asked, `linli-${name}-${day}.${format}`);
    },
    onSuccess: () => notice({ kind: "done", text: text.figures.exported }),
    onError: (error) => {
      const { what, todo } = text.error(refusalOf(error));
      notice({ kind: "refused", text: `${what}${todo}` });
    },
  });
  return (
    <Button
      size={size}
      disabled={mayNot !== null}
      title={mayNot ?? undefined}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
    >
      {label ?? text.figures.export}
    </Button>
  );
}
