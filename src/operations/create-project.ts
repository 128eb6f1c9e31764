import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { ActivityOf } from "../model/events.ts";
import type { Operation } from "./operation.ts";
import { requireProject } from "./stored-project.ts";

export interface CreateProjectInput {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Makes a project with the viewer as its owner: change number 1. */
export const createProject: Operation<CreateProjectInput, ActivityOf<"ProjectCreated">> = {
  name: "createProject",
  role: "OWNER",
  locate: () => uuidv7(),
  create: insertProject,
  async decide({ projectId, client, record }) {
    const { project } = await requireProject(client, projectId);
    return record({ type: "ProjectCreated", project });
  },
};

async function insertProject(
  client: PoolClient,
  projectId: string,
  ownerId: string,
  { name, description = null }: CreateProjectInput,
): Promise<void> {
  await client.query({
    name: "project-insert",
    text: `
      WITH project AS (
        INSERT INTO projects (id, name, description, created_at, updated_at) VALUES ($1, $2, $3, now(), now())
        RETURNING id, created_at
      ), head AS (
        INSERT INTO project_heads (project_id, seq, at) SELECT id, 0, created_at FROM project
      )
      INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_seq, joined_at)
      SELECT $4, id, $5, 'OWNER', 1, 1, created_at FROM project`,
    values: [projectId, name, description, uuidv7(), ownerId],
  });
}
