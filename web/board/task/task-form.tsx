import { useState } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useMembers, useTaskEditor } from "../../../client/react/index.ts";
import { ErrorNote } from "../design/error-note.tsx";
import { Select, TextArea, TextField } from "../design/field.tsx";
import { priorities, priorityNames } from "../design/words.ts";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import { canEdit, useOpenProject } from "../project/project-context.ts";
import { fromDateInput, toDateInput } from "./due-date.ts";
import { SaveNote } from "./save-note.tsx";
import { isEditConflict, TaskConflict } from "./task-conflict.tsx";
import styles from "./task-form.module.css";

/** A task's fields. They save themselves; those that one does not edit follow the changes of others. */
export function TaskForm({ task }: { readonly task: Task }) {
  const { projectId, viewerRole } = useOpenProject();
  const people = useMembers(projectId).map(({ user }) => user);
  const editor = useTaskEditor(projectId, task.id);
  // The server takes no empty title. While the field has none, nothing of what was typed in it before is saved either.
  const [isBlank, setIsBlank] = useState(false);
  const unsaved = useUnsaved(projectId).filter(({ itemId, change }) => {
    return itemId === task.id && change.kind === "updateTask";
  });
  const conflicts = unsaved.filter(isEditConflict);
  const failed = unsaved.filter((item) => !isEditConflict(item));
  const disabled = !canEdit(viewerRole) || conflicts.length > 0;
  const { values, edit, save, discard } = editor;
  if (!values) return null;
  // A former member may still be assigned.
  const candidates =
    task.assignee && !people.some(({ id }) => id === task.assignee?.id) ? [...people, task.assignee] : people;

  function editTitle(title: string): void {
    const isEmpty = title.trim() === "";
    setIsBlank(isEmpty);
    if (isEmpty) discard();
    else edit({ title });
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onBlur={() => setIsBlank(false)}
    >
      <TextField
        label="Title"
        value={isBlank ? "" : values.title}
        required
        disabled={disabled}
        // Then what is not saved is of this field alone.
        onFocus={save}
        onChange={({ target }) => editTitle(target.value)}
      />
      <TextArea
        label="Description"
        value={values.description ?? ""}
        disabled={disabled}
        onChange={({ target }) => edit({ description: target.value || null })}
      />
      <div className={styles.pair}>
        <Select
          label="Priority"
          value={values.priority}
          disabled={disabled}
          onChange={({ target }) => edit({ priority: target.value as Task["priority"] })}
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
          onChange={({ target }) => edit({ dueAt: fromDateInput(target.value) })}
        />
      </div>
      <Select
        label="Assignee"
        value={values.assigneeId ?? ""}
        disabled={disabled}
        onChange={({ target }) => edit({ assigneeId: target.value || null })}
      >
        <option value="">Nobody</option>
        {candidates.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <ErrorNote error={editor.failure} onDismiss={editor.discard} />
      {conflicts.length > 0 && <TaskConflict items={conflicts} task={task} people={candidates} />}
      {failed.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={() => task.title} />
      ))}
      <SaveNote state={editor.state} />
    </form>
  );
}
