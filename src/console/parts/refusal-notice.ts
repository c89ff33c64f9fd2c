import { refusalOf } from "../client.ts";
import { useText } from "../settings.tsx";
import { useNotice } from "./Notices.tsx";

/** Shows why something was not done, and what to do. Fits `onError` of a mutation. */
export function useRefusalNotice(): (error: unknown) => void {
  const text = useText();
  const notice = useNotice();
  return (error) => {
    const { what, todo } = text.error(refusalOf(error));
    notice({ kind: "refused", text: `${what}${todo}` });
  };
}
