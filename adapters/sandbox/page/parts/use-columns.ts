import { useSyncExternalStore } from "react";
import { areaCovers } from "../../../../src/domain/area.ts";
import type { SandboxGroupView } from "../../sandbox-api.ts";

/** From these widths on there is room for so many chats. */
const widths = [
  { columns: 3, media: window.matchMedia("(min-width: 1560px)") },
  { columns: 2, media: window.matchMedia("(min-width: 1080px)") },
] as const;
const wide = window.matchMedia("(min-width: 720px)");

/** Which chats are open. The address says it, so that the back button leaves a chat and a link opens one. */
export interface Columns {
  readonly open: readonly SandboxGroupView[];
  /** How many chats fit beside each other. */
  readonly room: number;
  show(groupId: string): void;
  showBeside(groupId: string): void;
  close(groupId: string): void;
}

/** Follows the address and the width of the window. */
export function useColumns(groups: readonly SandboxGroupView[]): Columns {
  const hash = useSyncExternalStore(watchAddress, () => window.location.hash);
  const room = useSyncExternalStore(watchWidth, () => widths.find(({ media }) => media.matches)?.columns ?? 1);
  const isWide = useSyncExternalStore(watchWidth, () => wide.matches);

  const asked = hash.slice(1).split(",").map(decodeURIComponent);
  const named = asked.flatMap((id) => groups.find((group) => group.id === id) ?? []);
  const open = (named.length > 0 ? named : isWide && hash === "" ? firstOf(groups) : []).slice(0, room);

  const go = (ids: readonly string[]) => {
    window.location.hash = ids.length > 0 ? ids.map(encodeURIComponent).join(",") : "list";
  };
  const openIds = open.map(({ id }) => id);
  return {
    open,
    room,
    show(id) {
      // A chat that is open already comes alone. Another takes the column of its kind, so that staff stay beside residents.
      const kind = groups.find((group) => group.id === id)?.kind;
      const sameKind = open.findIndex((group) => group.kind === kind);
      const column = sameKind >= 0 ? sameKind : open.length - 1;
      go(openIds.includes(id) || column < 0 ? [id] : openIds.map((one, index) => (index === column ? id : one)));
    },
    showBeside(id) {
      if (!openIds.includes(id)) go([...openIds.slice(0, room - 1), id]);
    },
    close(id) {
      go(openIds.filter((one) => one !== id));
    },
  };
}

/** Nobody should open a wide page and look at nothing: a building's group, and beside it the staff who look after that building. */
function firstOf(groups: readonly SandboxGroupView[]): readonly SandboxGroupView[] {
  const deepest = [...groups].sort((one, other) => depthOf(other) - depthOf(one));
  const building = deepest.find(({ kind }) => kind === "residents");
  const staff = deepest.filter(({ kind }) => kind === "staff");
  const theirs = staff.find(({ areaPath }) => areaPath !== null && areaCovers(areaPath, building?.areaPath ?? ""));
  return [building, theirs ?? staff[0]].filter((group) => group !== undefined);
}

function depthOf({ areaPath }: SandboxGroupView): number {
  return areaPath?.split("/").length ?? 0;
}

function watchAddress(tell: () => void): () => void {
  window.addEventListener("hashchange", tell);
  return () => window.removeEventListener("hashchange", tell);
}

function watchWidth(tell: () => void): () => void {
  const media = [wide, ...widths.map((one) => one.media)];
  // Safari before 14 knows only the older way.
  for (const one of media) one.addEventListener ? one.addEventListener("change", tell) : one.addListener(tell);
  return () => {
    for (const one of media)
      one.removeEventListener ? one.removeEventListener("change", tell) : one.removeListener(tell);
  };
}
