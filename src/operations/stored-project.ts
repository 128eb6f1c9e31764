import type { ClientBase, QueryResultRow } from "pg";
import { isoTime } from "../database/sql.ts";
import { NotFoundError } from "../errors/expected-error.ts";
import type { ProjectSnapshot } from "../model/snapshots.ts";

/** The columns of a ProjectSnapshot, from `projects p`. */
export const projectColumns = `
  p.id, p.name, p.description, p.number::float8 AS number, ${isoTime("p.created_at")} AS "createdAt", ${isoTime("p.updated_at")} AS "updatedAt"`;

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
