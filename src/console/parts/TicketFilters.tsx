import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Input, { type InputRef } from "antd/es/input";
import Select from "antd/es/select";
import TreeSelect from "antd/es/tree-select";
import { type Ref, useEffect, useState } from "react";
import { ticketStatuses } from "../../domain/ticket.ts";
import { areasQuery, groupsQuery, partiesQuery, taxonomyQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { areaTree, type FilterName, openOnes, type TicketFilter } from "./ticket-filter.ts";

/** Typing rests this long before the list is read again. */
const typingRestMs = 200;

/** What a phone folds away, so that the tickets are in sight. */
const foldedNames = ["area", "category", "party", "group", "late"] as const satisfies readonly FilterName[];

/** Sets one filter; null takes it away. */
export type SetFilter = (name: FilterName, value: string | null | undefined) => void;

interface TicketFiltersProps {
  readonly filter: TicketFilter;
  readonly onSet: SetFilter;
  readonly onClear: () => void;
  readonly searchRef: Ref<InputRef>;
}

/** What the list is narrowed to, chosen by hand. */
export function TicketFilters({ filter, onSet, onClear, searchRef }: TicketFiltersProps) {
  const text = useText();
  const labels = text.tickets.filter;
  const [opened, setOpened] = useState(false);
  const { areas, categories, groups, parties } = useChoices();
  const statuses = [
    { value: openOnes, label: labels.open },
    { value: "all", label: text.words.all },
    ...ticketStatuses.map((status) => ({ value: status as string, label: text.statuses[status] })),
  ];
  const known = statuses.some(({ value }) => value === (filter.status ?? openOnes));
  const several = (filter.status ?? "")
    .split(",")
    .map((one) => text.statuses[one as keyof typeof text.statuses] ?? one);
  return (
    <search className="filters">
      <SearchField label={labels.q} value={filter.q ?? ""} onSet={(q) => onSet("q", q)} inputRef={searchRef} />
      <Select
        aria-label={labels.status}
        value={filter.status ?? openOnes}
        onChange={(value) => onSet("status", value === openOnes ? null : value)}
        options={known ? statuses : [...statuses, { value: filter.status ?? "", label: several.join(text.marks.and) }]}
        popupMatchSelectWidth={false}
      />
      <Button className="open-filters" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        {labels.more(foldedNames.filter((name) => filter[name]).length)}
      </Button>
      <div className={opened ? "more-filters opened" : "more-filters"}>
        <TreeSelect<string | null>
          aria-label={labels.area}
          placeholder={labels.area}
          allowClear
          showSearch
          treeNodeFilterProp="value"
          treeNodeLabelProp="value"
          treeDefaultExpandedKeys={areas.slice(0, 1).map(({ value }) => value)}
          value={filter.area ?? null}
          onChange={(value) => onSet("area", value)}
          treeData={areas}
          popupMatchSelectWidth={false}
        />
        <Choice name="category" label={labels.category} options={categories} filter={filter} onSet={onSet} />
        <Choice
          name="party"
          label={labels.party}
          options={[{ value: "none", label: text.tickets.noParty }, ...parties]}
          filter={filter}
          onSet={onSet}
        />
        <Choice name="group" label={labels.group} options={groups} filter={filter} onSet={onSet} />
        <Choice
          name="late"
          label={labels.late}
          options={(["now", "first_answer", "resolve"] as const).map((value) => ({
            value,
            label: labels.lates[value],
          }))}
          filter={filter}
          onSet={onSet}
        />
        <Button onClick={onClear}>{labels.clear}</Button>
      </div>
    </search>
  );
}

function useChoices() {
  const label = useCategoryLabel();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: taxonomy = [] } = useQuery(taxonomyQuery);
  const { data: groups = [] } = useQuery(groupsQuery);
  const { data: parties = [] } = useQuery(partiesQuery);
  const named = (list: readonly { readonly id: string; readonly name: string }[]) =>
    list.map(({ id, name }) => ({ value: id, label: name }));
  return {
    areas: areaTree(areas),
    categories: taxonomy.map(({ code }) => ({ value: code, label: label(code) })),
    groups: named(groups),
    parties: named(parties),
  };
}

function Choice(props: {
  name: FilterName;
  label: string;
  options: readonly { readonly value: string; readonly label: string }[];
  filter: TicketFilter;
  onSet: SetFilter;
}) {
  const { name, label, options, filter, onSet } = props;
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={filter[name] ?? null}
      onChange={(value) => onSet(name, value)}
      options={[...options]}
      popupMatchSelectWidth={false}
    />
  );
}

/** Tells what was typed once typing rests, so that each letter is not a reading of its own. */
function SearchField(props: { label: string; value: string; onSet: (q: string) => void; inputRef: Ref<InputRef> }) {
  const { label, value, onSet, inputRef } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const rest = setTimeout(() => onSet(typed.trim()), typingRestMs);
    return () => clearTimeout(rest);
  });
  return (
    <Input
      ref={inputRef}
      type="search"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
