import type { ActivityOf } from "../model/events.ts";
import { givenProject } from "./locate.ts";
import type { ProjectOperation } from "./operation.ts";

export interface DeleteProjectInput {
  readonly projectId: string;
  readonly clientMutationId?: string | null | undefined;
}

/** Leaves a tombstone: the log stays readable to those who were members, so that their streams end in order. */
export const deleteProject: ProjectOperation<DeleteProjectInput, ActivityOf<"ProjectDeleted">> = {
  name: "deleteProject",
  role: "OWNER",
  changesAccess: true,
  locate: givenProject,
  async decide({ projectId, client, at, record }) {
    await client.query({
      name: "project-delete",
      text: "UPDATE projects SET deleted_at = $2 WHERE id = $1",
      values: [projectId, at],
    });
    return record({ type: "ProjectDeleted" });
  },
};
