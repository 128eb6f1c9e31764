import { useParams } from "react-router";
import type { Task } from "../../../client/core/lockstep/index.ts";
import type { View, ViewActions } from "../find/use-view.ts";
import { type TaskField, useCommandCenter, useCommands } from "../palette/command-center.tsx";
import { canEdit, type OpenProject } from "../project/project-context.ts";
import { listIds, type Selection } from "../selection/use-selection.ts";
import { type Columns, listTasks } from "./arrange.ts";

interface WorkspaceCommands {
  readonly open: OpenProject;
  /** The tasks that are shown. */
  readonly columns: Columns;
  readonly view: View & ViewActions;
  readonly selection: Selection;
  readonly onRename: (taskId: string) => void;
}

/** Commands on the tasks that are shown: on the selected ones, else on the one that is pointed at, focused or open. */
export function useWorkspaceCommands({ open, columns, view, selection, onRename }: WorkspaceCommands): void {
  const center = useCommandCenter();
  const { taskId: openTaskId = null } = useParams();
  const isEditable = canEdit(open.viewerRole);
  const { filter, layout } = view;
  const me = filter.assignee.length === 1 && filter.assignee[0] === "me";

  function onOne(act: (taskId: string) => void): () => void {
    return () => {
      const taskId = findPointedTask() ?? openTaskId;
      if (taskId !== null) act(taskId);
    };
  }

  function edit(kind: TaskField): () => void {
    const all = [...selection.ids];
    const ask = (taskIds: readonly string[]) => center.open({ kind, taskIds }, null);
    return all.length > 0 ? () => ask(all) : onOne((taskId) => ask([taskId]));
  }

  useCommands({
    filterText: () => document.querySelector<HTMLInputElement>("#filter-text")?.focus(),
    filterAssignee: () => center.open({ kind: "filter", field: "assignee" }, null),
    filterLabel: () => center.open({ kind: "filter", field: "label" }, null),
    filterPriority: () => center.open({ kind: "filter", field: "priority" }, null),
    filterDue: () => center.open({ kind: "filter", field: "due" }, null),
    clearFilter: view.clear,
    mine: () => view.choose({ filter: { ...filter, assignee: me ? [] : ["me"] } }),
    sort: () => center.open({ kind: "sort" }, null),
    csv: () => void saveCsv(listTasks(columns), open.project.name),
    layout: () => view.choose({ layout: layout === "board" ? "list" : "board" }),
    ...(isEditable && {
      newTask: openNewTask,
      select: onOne(selection.toggle),
      selectAll: () => selection.replace(listIds(columns)),
      ...(selection.ids.size > 0 && { unselect: () => selection.replace([]) }),
      rename: onOne(onRename),
      setStatus: edit("status"),
      setPriority: edit("priority"),
      setAssignee: edit("assignee"),
      setLabels: edit("labels"),
      setDue: edit("due"),
    }),
  });
}

async function saveCsv(tasks: readonly Task[], name: string): Promise<void> {
  const { downloadCsv } = await import("../find/download-csv.ts");
  downloadCsv(tasks, name);
}

/** The task of the card with the focus, else of the one under the pointer. */
function findPointedTask(): string | null {
  const card = document.activeElement?.closest("[data-task]") ?? document.querySelector("[data-task]:hover");
  return card?.getAttribute("data-task") ?? null;
}

/** Opens the form of the column with the focus, else that of work that is ready to start, else the first. */
function openNewTask(): void {
  const column = document.activeElement?.closest("[data-status]") ?? document.querySelector("[data-status=TODO]");
  const opener = column?.querySelector<HTMLElement>(opensForm) ?? document.querySelector<HTMLElement>(opensForm);
  opener?.click();
}

const opensForm = "[data-tool=new]";
