import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { ActivityOf } from "../model/events.ts";
import { changeProject } from "./change-project.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireProject } from "./stored-project.ts";

export interface CreateProjectInput {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

/** Makes a project with the viewer as its owner: change number 1. */
export async function createProject(
  context: OperationContext,
  input: CreateProjectInput,
): Promise<ActivityOf<"ProjectCreated">> {
  const projectId = uuidv7();
  const create = (client: PoolClient) => insertProject(client, projectId, context.viewer.userId, input);
  const request = { operation: "createProject", projectId, input, role: "OWNER", create } as const;
  return changeProject(context, request, async ({ client, record }) =>
    record({ type: "ProjectCreated", project: await requireProject(client, projectId) }),
  );
}

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
