import type { ActivityOf } from "../activity/activity.ts";
import type { ProjectSnapshot } from "../activity/snapshots.ts";
import { changeProject } from "./change-project.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireProject } from "./stored-project.ts";

/** Absent fields stay; null clears the description. */
export interface UpdateProjectInput {
  readonly projectId: string;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** A project as a change left it. */
export interface ProjectResult {
  readonly type: "ProjectResult";
  readonly project: ProjectSnapshot;
  readonly seq: number;
  readonly clientMutationId: string | null;
}

export async function updateProject(context: OperationContext, input: UpdateProjectInput): Promise<ProjectResult> {
  const { projectId } = input;
  const request = { operation: "updateProject", projectId, input, role: "ADMIN" } as const;
  const result = await changeProject<ActivityOf<"ProjectUpdated">, ProjectResult>(
    context,
    request,
    async ({ client, seq, at, record }) => {
      const stored = await requireProject(client, projectId);
      const name = input.name ?? stored.name;
      const description = input.description === undefined ? stored.description : input.description;
      if (name === stored.name && description === stored.description) {
        const clientMutationId = input.clientMutationId ?? null;
        return { type: "ProjectResult", project: stored, seq, clientMutationId };
      }
      await client.query({
        name: "project-save",
        text: "UPDATE projects SET name = $2, description = $3, updated_at = $4 WHERE id = $1",
        values: [projectId, name, description, at],
      });
      return record({ type: "ProjectUpdated", project: { ...stored, name, description, updatedAt: at } });
    },
  );
  if (result.type === "ProjectResult") return result;
  const { project, seq, clientMutationId } = result;
  return { type: "ProjectResult", project, seq, clientMutationId };
}
