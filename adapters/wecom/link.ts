import type { Connection, Loss } from "./connection.ts";

/** The one connection that hearing and sending share: WeCom lets a bot have no second. */
export interface Link {
  /** Gives the connection, opened if there is none. Whoever holds it says `release` once, whatever came of it. */
  hold(): Promise<Connection | Loss>;
  /** The last to release it closes it. */
  release(): void;
}

/** Makes a link without a connection. */
export function createLink(open: () => Promise<Connection | Loss>): Link {
  let holders = 0;
  let opening: Promise<Connection | Loss> | null = null;

  return {
    hold() {
      holders += 1;
      if (opening) return opening;
      const mine = open();
      const forget = () => {
        if (opening === mine) opening = null;
      };
      void mine.then((opened) => ("why" in opened ? forget() : void opened.ended.then(forget)));
      opening = mine;
      return mine;
    },
    release() {
      holders -= 1;
      if (holders > 0) return;
      void opening?.then((opened) => {
        if (!("why" in opened)) opened.close();
      });
      opening = null;
    },
  };
}
