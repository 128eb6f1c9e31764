import { useTask, useTaskActions } from "../../../client/react/index.ts";
import type { OpenProject } from "../project/project-context.ts";
import { Chooser } from "./chooser.tsx";
import type { PalettePage, TaskField } from "./command-center.tsx";
import { type CommandId, commands, keysOf } from "./commands.ts";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

interface TaskMenuProps extends PageProps {
  readonly page: Extract<PalettePage, { kind: "task" }>;
  readonly project: OpenProject;
}

const fields = [
  ["setStatus", "status"],
  ["setPriority", "priority"],
  ["setAssignee", "assignee"],
  ["setLabels", "labels"],
  ["setDue", "due"],
] as const satisfies readonly (readonly [CommandId, TaskField])[];

/** Edits a task from its card. */
export function TaskMenu({ page, project, center, anchor, onClose }: TaskMenuProps) {
  const { taskId, onRename, onSelect } = page;
  const { projectId, path } = project;
  const task = useTask(projectId, taskId);
  const { remove } = useTaskActions(projectId);
  const { search, onSearch, find } = useSearch();
  if (!task) return null;

  const edits = fields.map(([id, field]) => ({
    ...{ id, label: commands[id].label, keys: keysOf(id) },
    run: () => center.open({ kind: field, taskIds: [taskId] }, anchor),
  }));
  const others = [
    { id: "rename", label: commands.rename.label, keys: keysOf("rename"), run: onRename },
    { id: "select", label: commands.select.label, keys: keysOf("select"), run: onSelect },
    {
      ...{ id: "link", label: "Copy link" },
      run: () => void navigator.clipboard.writeText(`${location.origin}${path}/tasks/${taskId}`),
    },
    { id: "delete", label: "Delete", run: () => remove(taskId) },
  ];
  return (
    <Chooser
      label={`Edit ${task.title}`}
      placeholder="Edit the task"
      groups={[{ choices: find([...edits, ...others]) }]}
      empty="Nothing fits."
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}
