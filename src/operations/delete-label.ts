import type { ActivityOf } from "../model/events.ts";
import { labelFields } from "../model/label.ts";
import { removeLabel } from "./deleted-items.ts";
import { requireProjectOfLabel } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";
import { findLabelConflict, type LabelConflict, requireLabel } from "./stored-label.ts";
import type { EditBasis } from "./version-conflict.ts";

export interface DeleteLabelInput extends EditBasis {
  readonly labelId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes the label and takes it from its tasks, whose versions stay; with `expectedVersion` only if it is unchanged. */
export const deleteLabel: ProjectOperation<DeleteLabelInput, ActivityOf<"LabelDeleted"> | LabelConflict> = {
  name: "deleteLabel",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfLabel(context, input.labelId, input),
  async decide(change, input) {
    const { projectId, client, record } = change;
    const stored = await requireLabel(client, projectId, input.labelId);
    const conflict = await findLabelConflict(change, stored, labelFields, input, "every");
    if (conflict) return conflict;
    const labelId = stored.label.id;
    await removeLabel(change, labelId);
    return record({ type: "LabelDeleted", labelId });
  },
};
