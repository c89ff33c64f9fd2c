import { openStatuses } from "../../domain/ticket.ts";

/** The filters of the list, as the address and the API name them. */
export const filterNames = [
  ...(["status", "area", "group", "category", "party", "urgency", "late", "review", "readAs", "reopened"] as const),
  ...(["offline", "openedFrom", "openedUntil", "approvedFrom", "approvedUntil", "q"] as const),
] as const;
export type FilterName = (typeof filterNames)[number];

/** A filter of the list, as an address carries it. */
export type TicketFilter = Readonly<Partial<Record<FilterName, string>>>;

/** The statuses that are still somebody's work, as an address names them: what the list shows unless asked for more. */
export const openOnes = openStatuses.join(",");

/** The filter that an address holds. */
export function filterOf(search: URLSearchParams): TicketFilter {
  return Object.fromEntries(filterNames.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
}

/** The filter as the API takes it: without a status the open ones, under "all" every one. */
export function askedFilter({ status = openOnes, ...rest }: TicketFilter): Record<string, string> {
  return { ...rest, ...(status === "all" ? {} : { status }) };
}

/** An area of the tree, with those below it. */
export interface AreaNode {
  readonly value: string;
  readonly title: string;
  readonly children: AreaNode[];
}

/** Paths, parents before children, as a tree. What has no parent among them is a root. */
export function areaTree(paths: readonly string[]): AreaNode[] {
  const roots: AreaNode[] = [];
  const byPath = new Map<string, AreaNode>();
  for (const path of paths) {
    const cut = path.lastIndexOf("/");
    const parent = cut === -1 ? undefined : byPath.get(path.slice(0, cut));
    const node = { value: path, title: parent ? path.slice(cut + 1) : path, children: [] };
    byPath.set(path, node);
    (parent?.children ?? roots).push(node);
  }
  return roots;
}
