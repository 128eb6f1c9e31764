import { useCallback, useEffect, useMemo, useState } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useToday } from "../design/use-today.ts";
import { statuses } from "../design/words.ts";
import { createTest, isFiltered } from "../find/filter.ts";
import { FilterBar } from "../find/filter-bar.tsx";
import { useView } from "../find/use-view.ts";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import { SelectionBar } from "../selection/selection-bar.tsx";
import { useSelection } from "../selection/use-selection.ts";
import type { Columns } from "./arrange.ts";
import { Board } from "./board.tsx";
import { type CardActions, CardActionsProvider } from "./card-actions.ts";
import type { CardListState, Revealed } from "./card-list.tsx";
import { EmptyProject } from "./empty-project.tsx";
import { createShowColumns } from "./show-columns.ts";
import { TaskList } from "./task-list.tsx";
import { useCardEvents } from "./use-card-events.ts";
import { useCardMarks } from "./use-card-marks.ts";
import { useColumns } from "./use-columns.ts";
import { useWorkspaceCommands } from "./use-workspace-commands.ts";
import styles from "./workspace.module.css";

/** A project's tasks as a board or a list, with what finds them and acts on many. */
export function Workspace(open: OpenProject) {
  const { projectId, titles, me, viewerRole } = open;
  const view = useView();
  const { filter, order, layout } = view;
  const all = useColumns(projectId);
  const today = useToday();
  const [show] = useState(createShowColumns);
  const test = useMemo(() => (isFiltered(filter) ? createTest(filter, me.id, today) : null), [filter, me.id, today]);
  const columns = show(all, test, order);
  const ids = useMemo(() => listTasks(columns).map(({ id }) => id), [columns]);
  const selection = useSelection(ids);
  const [renamed, setRenamed] = useState<string | null>(null);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const marks = useCardMarks(projectId);
  const state: CardListState = useMemo(() => ({ marks, renamed, revealed }), [marks, renamed, revealed]);
  const reveal = useCallback<CardActions["reveal"]>((taskId, focus) => setRevealed({ taskId, focus }), []);
  const endRenaming = useCallback(
    (taskId: string) => {
      setRenamed(null);
      reveal(taskId, "link");
    },
    [reveal],
  );
  const actions = useMemo(() => ({ reveal, endRenaming }), [reveal, endRenaming]);
  useEffect(() => {
    for (const { id, title } of listTasks(all)) titles.set(id, title);
  }, [all, titles]);
  useWorkspaceCommands({ open, shown: ids, view, selection, onRename: setRenamed });
  const events = useCardEvents({ selection, isEditable: canEdit(viewerRole), onRename: setRenamed });

  const selected = selection.ids.size > 0 ? listTasks(columns).filter(({ id }) => selection.ids.has(id)) : [];
  const hiddenTask = test && revealed && !ids.includes(revealed.taskId) ? findTask(all, revealed.taskId) : null;
  const isEmpty = statuses.every((status) => all[status].length === 0);
  return (
    <CardActionsProvider value={actions}>
      <main className={styles.work} data-selecting={selected.length > 0 ? "" : undefined} {...events}>
        <FilterBar open={open} view={view} hiddenTask={hiddenTask} />
        {isEmpty && <EmptyProject open={open} />}
        {layout === "list" ? (
          <TaskList open={open} columns={columns} selected={selection.ids} state={state} />
        ) : (
          <Board
            open={open}
            columns={columns}
            all={all}
            selection={selection}
            isSorted={order !== "manual"}
            state={state}
          />
        )}
        {selected.length > 0 && <SelectionBar open={open} tasks={selected} onClear={() => selection.replace([])} />}
      </main>
    </CardActionsProvider>
  );
}

function listTasks(columns: Columns): readonly Task[] {
  return statuses.flatMap((status) => columns[status]);
}

function findTask(columns: Columns, taskId: string): Task | null {
  return listTasks(columns).find(({ id }) => id === taskId) ?? null;
}
