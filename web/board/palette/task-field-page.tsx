import { useState } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useLabelActions, useLabels, useMembers } from "../../../client/react/index.ts";
import { useColumns } from "../board/use-columns.ts";
import { Avatar } from "../design/avatar.tsx";
import { LabelDot } from "../design/label-chip.tsx";
import { PriorityGlyph } from "../design/priority-glyph.tsx";
import { StatusGlyph } from "../design/status-glyph.tsx";
import { useToday } from "../design/use-today.ts";
import { labelColors, priorities, priorityNames, statuses, statusNames } from "../design/words.ts";
import type { OpenProject } from "../project/project-context.ts";
import { type TaskEdits, useTaskEdits } from "../selection/use-task-edits.ts";
import { fromDateInput } from "../task/due-date.ts";
import { listDueDates } from "../task/list-due-dates.ts";
import type { Choice } from "./choice.ts";
import { Chooser } from "./chooser.tsx";
import type { TaskField } from "./command-center.tsx";
import { DateForm } from "./date-form.tsx";
import type { PageProps } from "./page-props.ts";
import { useSearch } from "./use-search.ts";

interface TaskFieldPageProps extends PageProps {
  readonly field: TaskField;
  readonly taskIds: readonly string[];
  readonly project: OpenProject;
}

const titles = {
  status: ["Move", "Move to"],
  priority: ["Set priority", "Priority"],
  assignee: ["Assign", "Assign to"],
  labels: ["Change labels", "Labels"],
  due: ["Set due date", "Due"],
} as const satisfies Record<TaskField, readonly [title: string, placeholder: string]>;

/** Sets a field of one task or of several at once. */
export function TaskFieldPage({ field, taskIds, project, anchor, onClose }: TaskFieldPageProps) {
  const { projectId } = project;
  const tasks = useTasks(projectId, taskIds);
  const edits = useTaskEdits(projectId);
  const { search, onSearch, find } = useSearch();
  const choices = useChoices(field, tasks, edits, project);
  const created = useLabelCreation(search, tasks, edits, project, () => onSearch(""));
  const [title, placeholder] = titles[field];
  const of = tasks.length === 1 ? `“${tasks[0]?.title}”` : `${tasks.length} tasks`;
  const footer = field === "due" && (
    <DateForm
      onDate={(value) => {
        const dueAt = fromDateInput(value);
        if (dueAt !== null) edits.edit(tasks, { dueAt });
        onClose();
      }}
    />
  );
  return (
    <Chooser
      label={`${title}: ${of}`}
      placeholder={placeholder}
      groups={[{ choices: find(choices) }, { choices: field === "labels" ? created : [] }]}
      empty={field === "labels" && choices.length === 0 ? "Type a name to make the first label." : "Nothing fits."}
      footer={footer}
      {...{ search, onSearch, anchor, onClose }}
    />
  );
}

function useTasks(projectId: string, taskIds: readonly string[]): readonly Task[] {
  const columns = useColumns(projectId);
  return statuses.flatMap((status) => columns[status]).filter(({ id }) => taskIds.includes(id));
}

function useChoices(
  field: TaskField,
  tasks: readonly Task[],
  { move, edit, label }: TaskEdits,
  { projectId, me }: OpenProject,
): readonly Choice[] {
  const members = useMembers(projectId);
  const labels = useLabels(projectId);
  const today = useToday();
  const isAll = (test: (task: Task) => boolean) => tasks.length > 0 && tasks.every(test);
  if (field === "status") {
    return statuses.map((status) => ({
      ...{ id: status, label: statusNames[status], icon: <StatusGlyph status={status} /> },
      isCurrent: isAll((task) => task.status === status),
      run: () => move(tasks, status),
    }));
  }
  if (field === "priority") {
    return priorities.toReversed().map((priority) => ({
      ...{ id: priority, label: priorityNames[priority], icon: <PriorityGlyph priority={priority} /> },
      isCurrent: isAll((task) => task.priority === priority),
      run: () => edit(tasks, { priority }),
    }));
  }
  if (field === "assignee") {
    const people = [me, ...members.map(({ user }) => user).filter(({ id }) => id !== me.id)];
    const nobody: Choice = {
      ...{ id: "none", label: "Nobody", isCurrent: isAll((task) => task.assignee === null) },
      run: () => edit(tasks, { assigneeId: null }),
    };
    const choices = people.map((user) => ({
      ...{ id: user.id, label: user.name, icon: <Avatar user={user} named={false} small /> },
      hint: user.id === me.id ? "you" : undefined,
      isCurrent: isAll((task) => task.assignee?.id === user.id),
      run: () => edit(tasks, { assigneeId: user.id }),
    }));
    return [...choices, nobody];
  }
  if (field === "labels") {
    return labels.map(({ id, name, color }) => {
      const carriers = tasks.filter((task) => task.labels.some((each) => each.id === id)).length;
      const isChecked = carriers === 0 ? false : carriers === tasks.length ? true : ("mixed" as const);
      const run = () => label(tasks, id, isChecked !== true);
      return { id, label: name, icon: <LabelDot color={color} />, isChecked, run };
    });
  }
  return listDueDates(today).map(({ name, hint, dueAt }) => ({
    ...{ id: name, label: name, hint, isCurrent: isAll((task) => task.dueAt === dueAt) },
    run: () => edit(tasks, { dueAt }),
  }));
}

/** Offers to make a label of the typed name, where there is none, and puts it on the tasks. */
function useLabelCreation(
  search: string,
  tasks: readonly Task[],
  { label }: TaskEdits,
  { projectId }: OpenProject,
  onCreated: () => void,
): readonly Choice[] {
  const labels = useLabels(projectId);
  const { create } = useLabelActions(projectId);
  const [color] = useState(() => labelColors[labels.length % labelColors.length] ?? "GRAY");
  const name = search.trim();
  if (name === "" || labels.some((each) => each.name.toLowerCase() === name.toLowerCase())) return [];
  return [
    {
      ...{ id: "new", label: `Create label “${name}”`, icon: <LabelDot color={color} />, isChecked: false },
      run() {
        label(tasks, create({ name, color }).id, true);
        onCreated();
      },
    },
  ];
}
