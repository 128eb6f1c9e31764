import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useToday } from "../design/use-today.ts";
import { statuses } from "../design/words.ts";
import { createTest, isFiltered } from "../find/filter.ts";
import { FilterBar } from "../find/filter-bar.tsx";
import { useView } from "../find/use-view.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import { SelectionBar } from "../selection/selection-bar.tsx";
import { useSelection } from "../selection/use-selection.ts";
import { type Columns, findTask, listTasks } from "./arrange.ts";
import { Board } from "./board.tsx";
import { type CardActions, CardActionsProvider } from "./card-actions.ts";
import { EmptyProject } from "./empty-project.tsx";
import { OnDemandRemoteNews } from "./on-demand-remote-news.tsx";
import { createShowColumns } from "./show-columns.ts";
import { TaskList } from "./task-list.tsx";
import { useCardEvents } from "./use-card-events.ts";
import { useCardMarks } from "./use-card-marks.ts";
import { useColumns } from "./use-columns.ts";
import { useRemoteChanges } from "./use-remote-changes.ts";
import type { Revealed } from "./use-reveal.ts";
import { useWorkspaceCommands } from "./use-workspace-commands.ts";
import styles from "./workspace.module.css";

/**
 * A project's tasks as a board or a list, with what finds them and acts on many. It is drawn at each change of a task,
 * so it looks at no more than the column that has changed.
 */
export function Workspace({ open }: { readonly open: OpenProject }) {
  const { projectId, titles, me, viewerRole } = open;
  const view = useView();
  const { filter, order, layout } = view;
  const all = useColumns(projectId);
  const today = useToday();
  const [show] = useState(createShowColumns);
  const test = useMemo(() => (isFiltered(filter) ? createTest(filter, me.id, today) : null), [filter, me.id, today]);
  const columns = show(all, test, order);
  const selection = useSelection(columns);
  const [renamed, setRenamed] = useState<string | null>(null);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const marks = useCardMarks(projectId);
  const reveal = useCallback<CardActions["reveal"]>((taskId, focus) => setRevealed({ taskId, focus }), []);
  const endRenaming = useCallback(
    (taskId: string) => {
      setRenamed(null);
      reveal(taskId, "link");
    },
    [reveal],
  );
  const actions = useMemo(() => ({ reveal, endRenaming }), [reveal, endRenaming]);
  useRememberedTitles(titles, all);
  useWorkspaceCommands({ open, columns, view, selection, onRename: setRenamed });
  const area = useRef<HTMLElement>(null);
  useRemoteChanges(projectId, area);
  const events = useCardEvents({ open, selection, isEditable: canEdit(viewerRole), onRename: setRenamed });

  const selected = selection.ids.size > 0 ? listTasks(columns).filter(({ id }) => selection.ids.has(id)) : [];
  const isHidden = test !== null && revealed !== null && !findTask(columns, revealed.taskId);
  const shared = { open, columns, selection, isSorted: order !== "manual", marks, renamed, revealed };
  return (
    <CardActionsProvider value={actions}>
      <main ref={area} className={styles.work} data-selecting={selected.length > 0 ? "" : undefined} {...events}>
        <FilterBar open={open} view={view} hiddenTask={isHidden ? findTask(all, revealed.taskId) : null} />
        {statuses.every((status) => all[status].length === 0) && <EmptyProject open={open} />}
        {layout === "list" ? <TaskList {...shared} isFiltered={test !== null} /> : <Board {...shared} all={all} />}
        {selected.length > 0 && <SelectionBar open={open} tasks={selected} onClear={() => selection.replace([])} />}
      </main>
      <OnDemandRemoteNews open={open} />
    </CardActionsProvider>
  );
}

/** Keeps the titles of tasks, also of those that go. */
function useRememberedTitles(titles: Map<string, string>, columns: Columns): void {
  const known = useRef<Columns | null>(null);
  useEffect(() => {
    for (const status of statuses) {
      if (known.current?.[status] === columns[status]) continue;
      for (const { id, title } of columns[status]) titles.set(id, title);
    }
    known.current = columns;
  }, [columns, titles]);
}
