import { findEdits } from "../model/edits.ts";
import type { ActivityOf } from "../model/events.ts";
import { type LabelSnapshot, type LabelValues, labelEdits } from "../model/label.ts";
import { requireProjectOfLabel } from "./locate.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";
import { findLabelConflict, type LabelConflict, requireLabel, saveLabel } from "./stored-label.ts";
import type { EditBasis } from "./version-conflict.ts";

/** Absent fields stay. */
export type UpdateLabelInput = EditBasis & { readonly [N in keyof LabelValues]?: LabelValues[N] | null | undefined } & {
  readonly labelId: string;
  readonly clientMutationId?: string | null | undefined;
};

/** A label as a change left it, or as it stands where there was nothing to change. */
export type LabelResult = ActivityOf<"LabelCreated" | "LabelUpdated"> | Unchanged<{ readonly label: LabelSnapshot }>;

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields. */
export const updateLabel: ProjectOperation<UpdateLabelInput, LabelResult | LabelConflict> = {
  name: "updateLabel",
  role: "MEMBER",
  locate: (context, input) => requireProjectOfLabel(context, input.labelId, input),
  async decide(change, input) {
    const { projectId, client, record, unchanged } = change;
    const stored = await requireLabel(client, projectId, input.labelId);
    const { values, fields } = findEdits(labelEdits, stored.label, input);
    const conflict = await findLabelConflict(change, stored, fields, input);
    if (conflict) return conflict;
    if (fields.length === 0) return unchanged({ label: stored.label });
    return record({ type: "LabelUpdated", label: await saveLabel(client, projectId, stored, values, fields) });
  },
};
