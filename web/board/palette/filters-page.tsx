import { type FilterField, fieldNames, filterFields } from "../find/filter.ts";
import { useView } from "../find/use-view.ts";
import { Chooser } from "./chooser.tsx";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

/** Chooses the field to filter by: where a screen has no room for a button of each. */
export function FiltersPage({ center, anchor, onClose }: PageProps) {
  const { filter } = useView();
  const { search, onSearch, find } = useSearch();
  const choices = filterFields.map((field: FilterField) => ({
    ...{ id: field, label: fieldNames[field] },
    hint: filter[field].length > 0 ? `${filter[field].length} chosen` : undefined,
    run: () => center.open({ kind: "filter", field }, anchor),
  }));
  return (
    <Chooser
      label="Filters"
      placeholder="Filter by"
      groups={[{ choices: find(choices) }]}
      empty="Nothing fits."
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}
