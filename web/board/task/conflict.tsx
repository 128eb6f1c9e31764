import { useEffect, useId, useRef, useState } from "react";
import type { BoardUser } from "../../../client/index.ts";
import { Button } from "../design/button.tsx";
import { fieldNames, priorityNames } from "../design/words.ts";
import type { TaskConflictPartsFragment, TaskField } from "../generated/graphql.ts";
import styles from "./conflict.module.css";
import { ConflictingField } from "./conflicting-field.tsx";
import { formatDueDate } from "./due-date.ts";
import { type TaskDraft, type TaskValues, valueOfField, valuesOf } from "./task-draft.ts";

interface ConflictProps {
  readonly conflict: TaskConflictPartsFragment;
  readonly draft: TaskDraft;
  readonly people: readonly BoardUser[];
  /** With what is left to save, based on the current version; null when everything of theirs was taken. */
  readonly onResolve: (draft: TaskDraft | null) => void;
  readonly onCancel: () => void;
}

/** What others changed meanwhile beside what was edited here: for each field one of the two is kept. */
export function Conflict({ conflict, draft, people, onResolve, onCancel }: ConflictProps) {
  const titleId = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const [taken, setTaken] = useState<ReadonlySet<TaskField>>(new Set());
  const fields = conflict.conflictingFields.filter((field) => valueOfField[field]);
  const theirs = valuesOf(conflict.task);
  useEffect(() => title.current?.focus(), []);

  function choose(field: TaskField, isTheirs: boolean): void {
    const others = [...taken].filter((other) => other !== field);
    setTaken(new Set(isTheirs ? [...others, field] : others));
  }

  function resolve(): void {
    const dropped = new Set([...taken].map((field) => valueOfField[field]));
    const kept = Object.entries(draft.values).filter(([name]) => !dropped.has(name as keyof TaskValues));
    onResolve(kept.length === 0 ? null : { version: conflict.currentVersion, values: Object.fromEntries(kept) });
  }

  function show(values: Partial<TaskValues>, field: TaskField): string {
    if (field === "PRIORITY") return priorityNames[values.priority ?? "NONE"];
    if (field === "ASSIGNEE") return people.find(({ id }) => id === values.assigneeId)?.name ?? "";
    if (field === "DUE_AT") return values.dueAt ? formatDueDate(values.dueAt) : "";
    return (field === "TITLE" ? values.title : values.description) ?? "";
  }

  return (
    <section className={styles.conflict} aria-labelledby={titleId}>
      <h3 id={titleId} ref={title} tabIndex={-1} className={styles.title}>
        Somebody changed the same meanwhile
      </h3>
      <p>Nothing was saved yet. Choose what shall stand.</p>
      {fields.map((field) => (
        <ConflictingField
          key={field}
          name={fieldNames[field]}
          mine={show(draft.values, field)}
          theirs={show(theirs, field)}
          isTheirs={taken.has(field)}
          onChoose={(isTheirs) => choose(field, isTheirs)}
        />
      ))}
      <div className={styles.actions}>
        <Button look="primary" onClick={resolve}>
          Save this
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Discard my changes
        </Button>
      </div>
    </section>
  );
}
