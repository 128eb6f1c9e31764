import type { ActivityOf } from "../model/events.ts";
import type { ProjectSnapshot } from "../model/project.ts";
import { givenProject } from "./locate.ts";
import type { Operation, Unchanged } from "./operation.ts";
import { requireProject } from "./stored-project.ts";

/** Absent fields stay; null clears the description. */
export interface UpdateProjectInput {
  readonly projectId: string;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** A project as a change left it, or as it stands where there was nothing to change. */
export type ProjectResult = ActivityOf<"ProjectUpdated"> | Unchanged<{ readonly project: ProjectSnapshot }>;

export const updateProject: Operation<UpdateProjectInput, ProjectResult> = {
  name: "updateProject",
  role: "ADMIN",
  locate: givenProject,
  async decide({ projectId, client, at, record, unchanged }, input) {
    const stored = await requireProject(client, projectId);
    const name = input.name ?? stored.name;
    const description = input.description === undefined ? stored.description : input.description;
    if (name === stored.name && description === stored.description) return unchanged({ project: stored });
    await client.query({
      name: "project-save",
      text: "UPDATE projects SET name = $2, description = $3, updated_at = $4 WHERE id = $1",
      values: [projectId, name, description, at],
    });
    return record({ type: "ProjectUpdated", project: { ...stored, name, description, updatedAt: at } });
  },
};
