import { findEdits } from "../model/edits.ts";
import type { ActivityOf } from "../model/events.ts";
import { type ProjectSnapshot, projectEdits } from "../model/project.ts";
import { givenProject } from "./locate.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";
import { type ProjectConflict, requireProject, saveProject } from "./stored-project.ts";
import { type EditBasis, findConflict } from "./version-conflict.ts";

/** Absent fields stay; null clears the description. */
export interface UpdateProjectInput extends EditBasis {
  readonly projectId: string;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** A project as a change left it, or as it stands where there was nothing to change. */
export type ProjectResult = ActivityOf<"ProjectUpdated"> | Unchanged<{ readonly project: ProjectSnapshot }>;

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields. */
export const updateProject: ProjectOperation<UpdateProjectInput, ProjectResult | ProjectConflict> = {
  name: "updateProject",
  role: "ADMIN",
  changesAccess: true,
  locate: givenProject,
  async decide(change, input) {
    const { projectId, client, at, record, unchanged } = change;
    const stored = await requireProject(client, projectId);
    const { project, fieldVersions } = stored;
    const { values, fields } = findEdits(projectEdits, project, input);
    const item = { noun: "project", id: projectId, version: project.version, fieldVersions } as const;
    const conflict = await findConflict(change, item, fields, input);
    if (conflict) return { type: "ProjectConflict", ...conflict, project };
    if (fields.length === 0) return unchanged({ project });
    return record({ type: "ProjectUpdated", project: await saveProject(client, stored, values, fields, at) });
  },
  afterwards({ inbox }, result, { name }) {
    if (result.type === "ProjectUpdated" && name != null) inbox.renames.tell(result.project);
  },
};
