import type { ActivityOf } from "../model/events.ts";
import type { LabelValues } from "../model/label.ts";
import { changeProject } from "./change-project.ts";
import type { OperationContext } from "./operation-context.ts";
import { insertLabel } from "./stored-label.ts";

export interface CreateLabelInput extends LabelValues {
  readonly projectId: string;
  readonly clientMutationId?: string | null | undefined;
}

export async function createLabel(
  context: OperationContext,
  input: CreateLabelInput,
): Promise<ActivityOf<"LabelCreated">> {
  const { projectId } = input;
  const request = { operation: "createLabel", projectId, input, role: "MEMBER" } as const;
  return changeProject(context, request, async ({ client, seq, record }) =>
    record({ type: "LabelCreated", label: await insertLabel(client, projectId, seq, input) }),
  );
}
