import { useState } from "react";
import type { BoardMember, BoardTask } from "../../../client/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextArea, TextField } from "../design/field.tsx";
import { useAction } from "../design/use-action.ts";
import { priorities, priorityNames } from "../design/words.ts";
import { DraftActions } from "../drafts/draft-actions.tsx";
import { draftNames } from "../drafts/draft-names.ts";
import { useDraft } from "../drafts/use-draft.ts";
import type { TaskPriority } from "../generated/graphql.ts";
import { fromDateInput, toDateInput } from "./due-date.ts";
import { TaskConflict } from "./task-conflict.tsx";
import { editDraft, type TaskDraft, type TaskValues, valuesOf } from "./task-draft.ts";
import styles from "./task-form.module.css";
import { type FoundConflict, useSaveTask } from "./use-save-task.ts";

interface TaskFormProps {
  readonly task: BoardTask;
  readonly members: readonly BoardMember[];
  readonly isEditable: boolean;
}

/**
 * A task's fields. Unedited fields follow the changes of others. Edited ones stay until a button saves or
 * discards them, also while the panel is closed.
 */
export function TaskForm({ task, members, isEditable }: TaskFormProps) {
  const [draft, setDraft] = useDraft<TaskDraft>(draftNames.task(task.id));
  const [conflict, setConflict] = useState<FoundConflict | null>(null);
  const [isSaved, setIsSaved] = useState(false);
  const people = members.map(({ user }) => user);
  const save = useSaveTask(task, people);
  const { run, isBusy, error, dismissError } = useAction(async (edited: TaskDraft) => {
    const found = await save(edited);
    setConflict(found);
    setIsSaved(!found);
    if (!found) setDraft(null);
  });

  const values: TaskValues = { ...valuesOf(task), ...draft?.values };
  const edit = <Name extends keyof TaskValues>(name: Name, value: TaskValues[Name]) => {
    setIsSaved(false);
    setDraft(editDraft(draft, task, name, value));
  };
  const disabled = !isEditable || isBusy || conflict !== null;
  // A former member may still be assigned.
  const candidates =
    task.assignee && !people.some(({ id }) => id === task.assignee?.id) ? [...people, task.assignee] : people;

  function drop(): void {
    setDraft(null);
    setConflict(null);
    dismissError();
  }

  function resolve(resolved: TaskDraft | null): void {
    setDraft(resolved);
    setConflict(null);
    if (resolved) void run(resolved);
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft && !isBusy) void run(draft);
      }}
    >
      <TextField
        label="Title"
        value={values.title}
        required
        disabled={disabled}
        onChange={({ target }) => edit("title", target.value)}
      />
      <TextArea
        label="Description"
        value={values.description ?? ""}
        disabled={disabled}
        onChange={({ target }) => edit("description", target.value || null)}
      />
      <div className={styles.pair}>
        <Select
          label="Priority"
          value={values.priority}
          disabled={disabled}
          onChange={({ target }) => edit("priority", target.value as TaskPriority)}
        >
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {priorityNames[priority]}
            </option>
          ))}
        </Select>
        <TextField
          label="Due date"
          type="date"
          value={toDateInput(values.dueAt)}
          disabled={disabled}
          onChange={({ target }) => edit("dueAt", fromDateInput(target.value))}
        />
      </div>
      <Select
        label="Assignee"
        value={values.assigneeId ?? ""}
        disabled={disabled}
        onChange={({ target }) => edit("assigneeId", target.value || null)}
      >
        <option value="">Nobody</option>
        {candidates.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <ErrorNote error={error} onDismiss={dismissError} />
      {conflict && draft && (
        <TaskConflict conflict={conflict} draft={draft} people={candidates} onResolve={resolve} onDiscard={drop} />
      )}
      {!conflict && <DraftActions isUnsaved={draft !== null} isSaved={isSaved} isBusy={isBusy} onDiscard={drop} />}
    </form>
  );
}
