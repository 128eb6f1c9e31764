import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { ActivityOf } from "../model/events.ts";
import type { ProjectSnapshot } from "../model/project.ts";
import type { ProjectOperation, Unchanged } from "./operation.ts";
import { requireProject } from "./stored-project.ts";
import { takenId } from "./taken-id.ts";

export interface CreateProjectInput {
  /** Made by the client; a fresh one when absent. */
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** A project as it was made, or as it stands where the viewer had made it before by the same id. */
export type CreatedProject = ActivityOf<"ProjectCreated"> | Unchanged<{ readonly project: ProjectSnapshot }>;

/** Makes a project with the viewer as its owner: change number 1. */
export const createProject: ProjectOperation<CreateProjectInput, CreatedProject> = {
  name: "createProject",
  // The maker of the project may have another role by now.
  role: "VIEWER",
  changesAccess: true,
  locate: (_context, { id }) => id ?? uuidv7(),
  isIdFresh: ({ id }) => id == null,
  create: insertProject,
  async decide({ projectId, client, seq, record, unchanged }) {
    const { project } = await requireProject(client, projectId);
    return seq === 1 ? record({ type: "ProjectCreated", project }) : unchanged({ project });
  },
};

/**
 * Throws BadUserInputError for an id that is taken, unless the owner made the project. Locks the owner, so that a
 * person makes one project after the other, and each counts those before it.
 */
async function insertProject(
  client: PoolClient,
  projectId: string,
  ownerId: string,
  { name, description = null }: CreateProjectInput,
): Promise<void> {
  const { rowCount } = await client.query({
    name: "project-insert",
    text: `
      WITH maker AS (
        SELECT id FROM users WHERE id = $5 FOR NO KEY UPDATE
      ), project AS (
        INSERT INTO projects (id, name, description, created_at, updated_at, created_by_id)
        SELECT $1::uuid, $2, $3, now(), now(), id FROM maker ON CONFLICT (id) DO NOTHING RETURNING id, created_at
      ), head AS (
        INSERT INTO project_heads (project_id, seq, at, counted_through) SELECT id, 0, created_at, 0 FROM project
      )
      INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_seq, joined_at)
      SELECT $4, id, $5, 'OWNER', 1, 1, created_at FROM project`,
    values: [projectId, name, description, uuidv7(), ownerId],
  });
  if (rowCount !== 0) return;
  const made = await client.query({
    name: "project-made",
    text: "SELECT FROM projects WHERE id = $1 AND created_by_id = $2",
    values: [projectId, ownerId],
  });
  if (made.rowCount === 0) throw takenId();
}
