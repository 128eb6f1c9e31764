import { type ApplyChangesInput, type BatchedName, batchOperations } from "../../src/operations/apply-changes.ts";
import { changeProject } from "../../src/operations/change-project.ts";
import type { ProjectOperation, Retryable } from "../../src/operations/operation.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";

export type BatchedChange = ApplyChangesInput["changes"][number];

/** Makes a change of a batch by its own mutation. */
export async function changeAlone(context: OperationContext, change: BatchedChange): Promise<object> {
  const [[name, input] = []] = Object.entries(change) as [BatchedName, Retryable][];
  if (!name || !input) throw new Error("A change has a name.");
  return changeProject(context, batchOperations[name] as unknown as ProjectOperation<Retryable, object>, input);
}
