import { useState } from "react";
import type { BoardUser } from "../../../client/index.ts";
import { Conflict } from "../conflict/conflict.tsx";
import { ConflictingField } from "../conflict/conflicting-field.tsx";
import { fieldNames } from "../design/words.ts";
import type { TaskField } from "../generated/graphql.ts";
import { describeValue } from "./describe-value.ts";
import { type TaskDraft, type TaskValues, valueOfField, valuesOf } from "./task-draft.ts";
import type { FoundConflict } from "./use-save-task.ts";

interface TaskConflictProps {
  readonly conflict: FoundConflict;
  readonly draft: TaskDraft;
  readonly people: readonly BoardUser[];
  /** With what is left to save, based on the current version; null when everything of theirs was taken. */
  readonly onResolve: (draft: TaskDraft | null) => void;
  readonly onDiscard: () => void;
}

/** For each field that others changed as well, one of the two is kept. */
export function TaskConflict({ conflict, draft, people, onResolve, onDiscard }: TaskConflictProps) {
  const [taken, setTaken] = useState<ReadonlySet<keyof TaskValues>>(new Set());
  const theirs = valuesOf(conflict.task);

  function choose(name: keyof TaskValues, isTheirs: boolean): void {
    const others = [...taken].filter((other) => other !== name);
    setTaken(new Set(isTheirs ? [...others, name] : others));
  }

  function save(): void {
    const kept = Object.entries(draft.values).filter(([name]) => !taken.has(name as keyof TaskValues));
    onResolve(kept.length === 0 ? null : { version: conflict.currentVersion, values: Object.fromEntries(kept) });
  }

  return (
    <Conflict author={conflict.author} onSave={save} onDiscard={onDiscard}>
      {conflict.conflictingFields.map((field) => {
        const name = nameOf(field);
        return (
          name && (
            <ConflictingField
              key={field}
              name={fieldNames[field]}
              mine={describeValue(draft.values, name, people)}
              theirs={describeValue(theirs, name, people)}
              isTheirs={taken.has(name)}
              onChoose={(isTheirs) => choose(name, isTheirs)}
            />
          )
        );
      })}
    </Conflict>
  );
}

/** Undefined for what is not edited here. */
function nameOf(field: TaskField): keyof TaskValues | undefined {
  return (valueOfField as { readonly [Field in TaskField]?: keyof TaskValues })[field];
}
