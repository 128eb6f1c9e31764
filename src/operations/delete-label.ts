import type { ActivityOf } from "../model/events.ts";
import { labelFields } from "../model/label.ts";
import { changeProject } from "./change-project.ts";
import { requireProjectOfLabel } from "./locate.ts";
import type { OperationContext } from "./operation-context.ts";
import { findLabelConflict, type LabelConflict, requireLabel } from "./stored-label.ts";

export interface DeleteLabelInput {
  readonly labelId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Deletes the label and takes it from its tasks, whose versions stay; with `expectedVersion` only if it is unchanged. */
export async function deleteLabel(
  context: OperationContext,
  input: DeleteLabelInput,
): Promise<ActivityOf<"LabelDeleted"> | LabelConflict> {
  const projectId = await requireProjectOfLabel(context, input.labelId, input);
  const request = { operation: "deleteLabel", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async ({ client, record }) => {
    const stored = await requireLabel(client, projectId, input.labelId);
    const conflict = findLabelConflict(stored, labelFields, input.expectedVersion);
    if (conflict) return conflict;
    const labelId = stored.label.id;
    await client.query({ name: "label-delete", text: "DELETE FROM labels WHERE id = $1", values: [labelId] });
    return record({ type: "LabelDeleted", labelId });
  });
}
