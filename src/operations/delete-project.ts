import type { ActivityOf } from "../model/events.ts";
import { changeProject } from "./change-project.ts";
import type { OperationContext } from "./operation-context.ts";

export interface DeleteProjectInput {
  readonly projectId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Leaves a tombstone: the log stays readable to those who were members, so that their streams end in order. */
export async function deleteProject(
  context: OperationContext,
  input: DeleteProjectInput,
): Promise<ActivityOf<"ProjectDeleted">> {
  const { projectId } = input;
  const request = { operation: "deleteProject", projectId, input, role: "OWNER" } as const;
  return changeProject(context, request, async ({ client, at, record }) => {
    await client.query({
      name: "project-delete",
      text: "UPDATE projects SET deleted_at = $2 WHERE id = $1",
      values: [projectId, at],
    });
    return record({ type: "ProjectDeleted" });
  });
}
