import { orderNames, orders } from "../find/sort-tasks.ts";
import { useView } from "../find/use-view.ts";
import { Chooser } from "./chooser.tsx";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

/** Chooses the order within the columns. */
export function SortPage({ anchor, onClose }: PageProps) {
  const { order, choose } = useView();
  const { search, onSearch, find } = useSearch();
  const choices = orders.map((each) => ({
    ...{ id: each, label: orderNames[each], isCurrent: each === order },
    run: () => choose({ order: each }),
  }));
  return (
    <Chooser
      label="Sort"
      placeholder="Sort by"
      groups={[{ choices: find(choices) }]}
      empty="There is no such order."
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}
