import { useMemo, useState } from "react";
import { type Columns, listTasks } from "../board/arrange.ts";

/** Tasks that are chosen together. */
export interface Selection {
  /** Only those that are shown. */
  readonly ids: ReadonlySet<string>;
  readonly toggle: (taskId: string) => void;
  /** Takes in all from the one that was chosen last to this one, in the order in which they are shown. */
  readonly extendTo: (taskId: string) => void;
  readonly replace: (taskIds: readonly string[]) => void;
}

interface Chosen {
  readonly ids: ReadonlySet<string>;
  /** The one that was chosen last. */
  readonly last: string | null;
}

const nothing: Chosen = { ids: new Set(), last: null };

/** Keeps a selection among the tasks that are shown, in their order. One that is hidden or gone is out of it. */
export function useSelection(columns: Columns): Selection {
  const [chosen, setChosen] = useState(nothing);
  const ids = useMemo(() => {
    if (chosen.ids.size === 0) return chosen.ids;
    const there = listIds(columns).filter((id) => chosen.ids.has(id));
    return there.length === chosen.ids.size ? chosen.ids : new Set(there);
  }, [chosen, columns]);

  return useMemo(
    () => ({
      ids,
      toggle(taskId) {
        const next = new Set(ids);
        if (!next.delete(taskId)) next.add(taskId);
        setChosen({ ids: next, last: taskId });
      },
      extendTo(taskId) {
        const range = listRange(listIds(columns), chosen.last, taskId);
        setChosen({ ids: new Set([...ids, ...range]), last: taskId });
      },
      replace: (taskIds) => setChosen({ ids: new Set(taskIds), last: taskIds.at(-1) ?? null }),
    }),
    [ids, columns, chosen.last],
  );
}

/** The ids of all tasks, in the order in which they are shown. */
export function listIds(columns: Columns): readonly string[] {
  return listTasks(columns).map(({ id }) => id);
}

/** Returns what stands from one to another, both included, whichever comes first. */
export function listRange(shown: readonly string[], from: string | null, to: string): readonly string[] {
  const [start, end] = [shown.indexOf(from ?? to), shown.indexOf(to)];
  if (start < 0) return [to];
  return shown.slice(Math.min(start, end), Math.max(start, end) + 1);
}
