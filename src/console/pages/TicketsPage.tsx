import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Skeleton from "antd/es/skeleton";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { openStatuses, ticketStatuses } from "../../domain/ticket.ts";
import { refusalOf } from "../client.ts";
import { Message } from "../parts/States.tsx";
import { TicketTable } from "../parts/TicketTable.tsx";
import { areasQuery, groupsQuery, ticketsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** Typing rests this long before the list is read again. */
const typingRestMs = 250;

/** The filters of the list, as the address and the API name them. */
const filterNames = ["status", "area", "group", "q"] as const;

type Filter = Partial<Record<(typeof filterNames)[number], string>>;

const openOnes = openStatuses.join(",");

/** Every ticket of the reader's areas, under filters that live in the address, so that a view can be kept as a bookmark. */
export function TicketsPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {};
  for (const name of filterNames) {
    const value = search.get(name);
    if (value) filter[name] = value;
  }
  const { status = openOnes, ...rest } = filter;
  const tickets = useInfiniteQuery(ticketsQuery(status === "all" ? rest : { ...rest, status }));
  const rows = tickets.data?.pages.flatMap((page) => page.tickets);

  const set = (name: string, value: string | null | undefined) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <h1>{text.tickets.title}</h1>
      <Filters filter={{ ...filter, status }} onSet={set} onClear={() => setSearch({}, { replace: true })} />
      {!rows && !tickets.isError && <Skeleton active />}
      {tickets.isError && (
        <Message {...text.error(refusalOf(tickets.error))}>
          <Button onClick={() => void tickets.refetch()}>{text.states.retry}</Button>
        </Message>
      )}
      {rows?.length === 0 && <Message {...text.tickets.empty} />}
      {rows && rows.length > 0 && <TicketTable rows={rows} />}
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

function Filters({
  filter,
  onSet,
  onClear,
}: {
  filter: Filter;
  onSet: (name: string, value: string | null | undefined) => void;
  onClear: () => void;
}) {
  const text = useText();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: groups = [] } = useQuery(groupsQuery);
  const labels = text.tickets.filter;
  const statuses = [
    { value: openOnes, label: labels.open },
    { value: "all", label: text.words.all },
    ...ticketStatuses.map((status) => ({ value: status as string, label: text.statuses[status] })),
  ];
  return (
    <search className="filters">
      <SearchField label={labels.q} value={filter.q ?? ""} onSet={(q) => onSet("q", q)} />
      <Select
        aria-label={labels.status}
        value={filter.status ?? openOnes}
        onChange={(value) => onSet("status", value === openOnes ? null : value)}
        options={statuses}
      />
      <Select
        aria-label={labels.area}
        placeholder={labels.area}
        allowClear
        showSearch
        value={filter.area ?? null}
        onChange={(value) => onSet("area", value)}
        options={areas.map((path) => ({ value: path, label: path }))}
        popupMatchSelectWidth={false}
      />
      <Select
        aria-label={labels.group}
        placeholder={labels.group}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={filter.group ?? null}
        onChange={(value) => onSet("group", value)}
        options={groups.map(({ id, name }) => ({ value: id, label: name }))}
        popupMatchSelectWidth={false}
      />
      <Button onClick={onClear}>{labels.clear}</Button>
    </search>
  );
}

/** Tells what was typed once typing rests, so that each letter is not a reading of its own. */
function SearchField({ label, value, onSet }: { label: string; value: string; onSet: (q: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const rest = setTimeout(() => onSet(typed.trim()), typingRestMs);
    return () => clearTimeout(rest);
  });
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
