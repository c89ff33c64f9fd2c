import { useQuery } from "@tanstack/react-query";
import { type Action, roleMay } from "../../domain/authority.ts";
import { meQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** Why the reader's role may not do this, or null when it may: asked of the table that the server asks. */
export function useMayNot(action: Action): string | null {
  const text = useText();
  const { data: me } = useQuery(meQuery);
  return me && !roleMay(me.role, action) ? text.states.notYourRole(text.roles[me.role]) : null;
}
