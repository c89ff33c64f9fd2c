import { useQuery } from "@tanstack/react-query";
import Select from "antd/es/select";
import TreeSelect from "antd/es/tree-select";
import { useSearchParams } from "react-router";
import type { FiguresView } from "../../api/figures.ts";
import { DueChart, OutcomeChart } from "../parts/DueChart.tsx";
import { ExportButton } from "../parts/ExportButton.tsx";
import { FigureCard } from "../parts/FigureCard.tsx";
import { type FigureScopeQuery, lastWeeks, periodsWeeks } from "../parts/figure-scope.ts";
import { HeatTable } from "../parts/HeatTable.tsx";
import { ModelTable } from "../parts/ModelTable.tsx";
import { ReadingChart } from "../parts/ReadingChart.tsx";
import { Loaded, Message } from "../parts/States.tsx";
import { areaTree } from "../parts/ticket-filter.ts";
import { WeekChart } from "../parts/WeekChart.tsx";
import { areasQuery, figuresQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

const weeksUnlessAsked = 12;

/** How the work goes: every number leads to the tickets it counts, and every figure can be taken out. */
export function FiguresPage() {
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const weeks = periodsWeeks.find((one) => String(one) === search.get("weeks")) ?? weeksUnlessAsked;
  const area = search.get("area");
  const scope: FigureScopeQuery = { ...lastWeeks(weeks, new Date()), ...(area ? { area } : {}) };
  const figures = useQuery(figuresQuery({ ...scope }));
  const { data: areas = [] } = useQuery(areasQuery);
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <header className="page-head">
        <h1>{text.figures.title}</h1>
        <div className="page-head-actions">
          <ExportButton
            path={`/api/figures/export?${new URLSearchParams({ ...scope, table: "all" })}`}
            name="figures"
            label={text.figures.exportAll}
          />
        </div>
      </header>
      <search className="filters figure-filters">
        <TreeSelect<string | null>
          aria-label={text.figures.area}
          placeholder={text.figures.area}
          allowClear
          showSearch
          treeNodeFilterProp="value"
          treeNodeLabelProp="value"
          value={area}
          onChange={(value) => set("area", value)}
          treeData={areaTree(areas)}
          popupMatchSelectWidth={false}
        />
        <Select
          aria-label={text.figures.period}
          value={weeks}
          onChange={(value) => set("weeks", String(value))}
          options={periodsWeeks.map((value) => ({ value, label: text.figures.periods[value] }))}
        />
      </search>
      <p className="hint">
        {text.figures.since(scope.from, scope.until)} {text.figures.drillHint}
      </p>
      <Loaded query={figures}>{(view) => <Figures figures={view} scope={scope} />}</Loaded>
    </>
  );
}

function Figures({ figures, scope }: { figures: FiguresView; scope: FigureScopeQuery }) {
  const text = useText();
  if (figures.weeks.length === 0 && figures.model.length === 0) return <Message {...text.figures.empty} />;
  return (
    <div className="figures">
      <FigureCard table="weeks" scope={scope} wide>
        <WeekChart weeks={figures.weeks} scope={scope} />
      </FigureCard>
      <FigureCard table="due" scope={scope}>
        <DueChart figures={figures} scope={scope} />
      </FigureCard>
      <FigureCard table="outcomes" scope={scope}>
        <OutcomeChart figures={figures} scope={scope} />
      </FigureCard>
      <FigureCard table="heat" scope={scope} wide>
        <HeatTable heat={figures.heat} scope={scope} />
      </FigureCard>
      <FigureCard table="reading" scope={scope} wide>
        <ReadingChart figures={figures} scope={scope} />
      </FigureCard>
      <FigureCard table="model" scope={scope} wide>
        <ModelTable weeks={figures.model} />
      </FigureCard>
    </div>
  );
}
