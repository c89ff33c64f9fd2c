import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import type { InputRef } from "antd/es/input";
import Skeleton from "antd/es/skeleton";
import { useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { refusalOf } from "../client.ts";
import { ExportButton } from "../parts/ExportButton.tsx";
import { FilterChips } from "../parts/FilterChips.tsx";
import { SavedViews } from "../parts/SavedViews.tsx";
import { Message } from "../parts/States.tsx";
import { TicketBoard } from "../parts/TicketBoard.tsx";
import { type SetFilter, TicketFilters } from "../parts/TicketFilters.tsx";
import { TicketTable } from "../parts/TicketTable.tsx";
import { askedFilter, filterOf, type TicketFilter } from "../parts/ticket-filter.ts";
import { useRowKeys } from "../parts/use-row-keys.ts";
import { ticketsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** Every ticket of the reader's areas, as a table or a board, under filters that live in the address, so that a view can be kept or sent. */
export function TicketsPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const searchField = useRef<InputRef>(null);
  const [cleared, setCleared] = useState(0);
  const filter = filterOf(search);
  const isBoard = search.get("view") === "board";

  const set = (name: string, value: string | null | undefined) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  const setFilter: SetFilter = set;
  const turn = () => set("view", isBoard ? null : "board");
  useRowKeys({ "/": () => searchField.current?.focus(), b: turn });
  return (
    <>
      <header className="page-head">
        <h1>{text.tickets.title}</h1>
        <div className="page-head-actions">
          <ViewSwitch isBoard={isBoard} onTurn={turn} />
          <ExportButton path={`/api/tickets/export?${new URLSearchParams(askedFilter(filter))}`} name="tickets" />
        </div>
      </header>
      <SavedViews query={search.toString()} />
      <TicketFilters
        filter={filter}
        onSet={setFilter}
        // Anew, so that words that are still being typed do not come back.
        key={cleared}
        onClear={() => {
          setCleared(cleared + 1);
          setSearch(isBoard ? { view: "board" } : {}, { replace: true });
        }}
        searchRef={searchField}
      />
      <FilterChips filter={filter} onSet={setFilter} />
      {isBoard ? <TicketBoard filter={filter} /> : <List filter={filter} />}
      <p className="hint key-hint">{text.tickets.keyHint}</p>
    </>
  );
}

function ViewSwitch({ isBoard, onTurn }: { isBoard: boolean; onTurn: () => void }) {
  const { tickets } = useText();
  return (
    <fieldset className="switch">
      <legend className="unseen">{tickets.viewAs}</legend>
      {[false, true].map((board) => (
        <label key={String(board)} className={board === isBoard ? "chosen" : ""}>
          <input type="radio" name="view" checked={board === isBoard} onChange={onTurn} />
          {board ? tickets.board : tickets.table}
        </label>
      ))}
    </fieldset>
  );
}

function List({ filter }: { filter: TicketFilter }) {
  const text = useText();
  const tickets = useInfiniteQuery({ ...ticketsQuery(askedFilter(filter)), placeholderData: keepPreviousData });
  const rows = tickets.data?.pages.flatMap((page) => page.tickets);
  return (
    <>
      {!rows && !tickets.isError && <Skeleton active />}
      {tickets.isError && (
        <Message {...text.error(refusalOf(tickets.error))}>
          <Button onClick={() => void tickets.refetch()}>{text.states.retry}</Button>
        </Message>
      )}
      {rows?.length === 0 && <Message {...text.tickets.empty} />}
      {rows && rows.length > 0 && <TicketTable rows={rows} busy={tickets.isPlaceholderData} />}
      {tickets.hasNextPage && (
        <Button
          block
          className="more"
          loading={tickets.isFetchingNextPage}
          onClick={() => void tickets.fetchNextPage()}
        >
          {text.words.more}
        </Button>
      )}
    </>
  );
}
