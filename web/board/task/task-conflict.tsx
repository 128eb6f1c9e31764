import type { Change, Task, User } from "../../../client/core/lockstep/index.ts";
import { type ConflictItem, type TaskValues, useOutbox, valuesOfTask } from "../../../client/react/index.ts";
import { Conflict } from "../conflict/conflict.tsx";
import { ConflictingField } from "../conflict/conflicting-field.tsx";
import { useAuthor } from "../conflict/use-author.ts";
import { useChoices } from "../conflict/use-choices.ts";
import { fieldNames } from "../design/words.ts";
import { isConflict, type UnsavedItem } from "../outbox/describe-item.tsx";
import { useOpenProject } from "../project/project-context.ts";
import { describeValue } from "./describe-value.ts";
import { fieldOfValue } from "./task-values.ts";

const valueNames = Object.keys(fieldOfValue) as (keyof TaskValues)[];

type TaskChange = Extract<Change, { readonly kind: "updateTask" }>;

/** A conflict of an edit of the form's fields. */
export type EditConflict = ConflictItem & { readonly change: TaskChange };

export function isEditConflict(item: UnsavedItem): item is EditConflict {
  return isConflict(item) && item.change.kind === "updateTask";
}

interface TaskConflictProps {
  /** At least one. */
  readonly items: readonly EditConflict[];
  /** The task as it is now. */
  readonly task: Task;
  readonly people: readonly User[];
}

/** For each field that others changed as well, one version is kept, or a text that joins both. */
export function TaskConflict({ items, task, people }: TaskConflictProps) {
  const { projectId } = useOpenProject();
  const { resolve, dismiss } = useOutbox(projectId);
  const choices = useChoices<keyof TaskValues>();
  const fields = [...new Set(items.flatMap((item) => item.fields))];
  const author = useAuthor(projectId, task.id, fields);
  const mine: Partial<TaskValues> = Object.assign({}, ...items.map(({ change }) => change.input));
  const theirs = valuesOfTask(task);
  const base = items[0]?.before?.["description"];

  function save(): void {
    for (const { id, change } of items) {
      const { taskId, ...values } = change.input;
      const kept = Object.entries(values).flatMap(([name, value]) => {
        const choice = choices.of(name as keyof TaskValues);
        if (choice === "theirs") return [];
        return [[name, choice === "mine" ? value : choice.text]];
      });
      if (kept.length === 0) void dismiss(id);
      else void resolve(id, { kind: "updateTask", input: { taskId, ...Object.fromEntries(kept) } });
    }
  }

  function discard(): void {
    for (const { id } of items) void dismiss(id);
  }

  return (
    <Conflict author={author} onSave={save} onDiscard={discard}>
      {valueNames
        .filter((name) => fields.includes(fieldOfValue[name]))
        .map((name) => (
          <ConflictingField
            key={name}
            name={fieldNames[fieldOfValue[name]]}
            mine={describeValue(mine, name, people)}
            theirs={describeValue(theirs, name, people)}
            {...(name === "description" && { base: typeof base === "string" ? base : null })}
            choice={choices.of(name)}
            onChoose={(choice) => choices.choose(name, choice)}
          />
        ))}
    </Conflict>
  );
}
