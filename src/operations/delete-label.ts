import type { ActivityOf } from "../model/events.ts";
import { labelFields } from "../model/label.ts";
import { requireProjectOfLabel } from "./locate.ts";
import type { Operation } from "./operation.ts";
import { findLabelConflict, type LabelConflict, requireLabel } from "./stored-label.ts";

export interface DeleteLabelInput {
  readonly labelId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes the label and takes it from its tasks, whose versions stay; with `expectedVersion` only if it is unchanged. */
export const deleteLabel: Operation<DeleteLabelInput, ActivityOf<"LabelDeleted"> | LabelConflict> = {
  name: "deleteLabel",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfLabel(context, input.labelId, input),
  async decide({ projectId, client, record }, input) {
    const stored = await requireLabel(client, projectId, input.labelId);
    const conflict = findLabelConflict(stored, labelFields, input.expectedVersion);
    if (conflict) return conflict;
    const labelId = stored.label.id;
    await client.query({ name: "label-delete", text: "DELETE FROM labels WHERE id = $1", values: [labelId] });
    return record({ type: "LabelDeleted", labelId });
  },
};
