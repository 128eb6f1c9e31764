import type { Submitted } from "../core/outbox/outbox.ts";
import type { Label } from "../core/wire.ts";
import type { LabelColor } from "../generated/graphql.ts";
import { type Created, type Submit, toCreated, useActions } from "./use-actions.ts";
import { none, usePart } from "./use-part.ts";

/** Returns the project's labels. Empty while nothing is loaded. */
export function useLabels(projectId: string): readonly Label[] {
  return usePart<readonly Label[]>(projectId, ["labels"], (handle) => handle.labels(), none);
}

/** Actions on labels; see `TaskActions`. */
export interface LabelActions {
  /** Names are unique within the project, whatever the case. */
  readonly create: (label: { readonly name: string; readonly color: LabelColor }) => Created;
  /**
   * Renames or recolours a label. It shows on all its tasks. `seen`: the label as it was when the edit began (default:
   * as it is now).
   */
  readonly update: (
    labelId: string,
    values: { readonly name?: string; readonly color?: LabelColor },
    seen?: Label,
  ) => Submitted;
  /** Deletes the label and takes it off its tasks. */
  readonly remove: (labelId: string) => Submitted;
  /** Puts labels on a task and takes others off. It never conflicts. */
  readonly change: (taskId: string, add: readonly string[], remove: readonly string[]) => Submitted;
}

/** Returns the actions on a project's labels; see `useTaskActions`. */
export function useLabelActions(projectId: string): LabelActions {
  return useActions(projectId, toLabelActions);
}

function toLabelActions(submit: Submit): LabelActions {
  return {
    create: (input) => toCreated(submit({ kind: "createLabel", input })),
    update: (labelId, values, seen) => submit({ kind: "updateLabel", input: { labelId, ...values } }, seen),
    remove: (labelId) => submit({ kind: "deleteLabel", input: { labelId } }),
    change: (taskId, add, remove) =>
      submit({ kind: "updateTask", input: { taskId, addLabelIds: [...add], removeLabelIds: [...remove] } }),
  };
}
