import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNotice } from "./Notices.tsx";
import { useRefusalNotice } from "./refusal-notice.ts";

/** Sends a change, says that it is done or why not, and reads again what it touched. */
export function useChange<Given = void>(
  act: (given: Given) => Promise<unknown>,
  options: { readonly done: string; readonly touches: readonly QueryKey[]; readonly after?: () => void },
) {
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      notice({ kind: "done", text: options.done });
      options.after?.();
    },
    onError: useRefusalNotice(),
    onSettled: () => Promise.all(options.touches.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
