import type { ClientBase, QueryResultRow } from "pg";
import { NotFoundError } from "../errors/expected-error.ts";
import { type ProjectSnapshot, projectColumns } from "../model/project.ts";

/** Throws NotFoundError. */
export async function requireProject(client: ClientBase, projectId: string): Promise<ProjectSnapshot> {
  const { rows } = await client.query<ProjectSnapshot & QueryResultRow>({
    name: "project-read",
    text: `SELECT ${projectColumns} FROM projects p WHERE p.id = $1`,
    values: [projectId],
  });
  const [project] = rows;
  if (!project) throw new NotFoundError();
  return project;
}
