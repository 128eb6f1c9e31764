import type { ClientBase, QueryResultRow } from "pg";
import { onlyRow } from "../database/sql.ts";
import { toColumns, valuesOf } from "../model/edits.ts";
import {
  type ProjectField,
  type ProjectSnapshot,
  type ProjectValues,
  projectColumns,
  projectEdits,
} from "../model/project.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { VersionConflict } from "./version-conflict.ts";

export interface StoredProject {
  readonly project: ProjectSnapshot;
  /** ProjectField → the project's version when it last changed; a field that never changed is absent. */
  readonly fieldVersions: { readonly [F in ProjectField]?: number };
}

/** Nothing was changed; `project` is how it stands now. */
export interface ProjectConflict extends VersionConflict<ProjectField> {
  readonly type: "ProjectConflict";
  readonly project: ProjectSnapshot;
}

/** Throws NotFoundError. */
export async function requireProject(client: ClientBase, projectId: string): Promise<StoredProject> {
  const { rows } = await client.query<ProjectSnapshot & Pick<StoredProject, "fieldVersions"> & QueryResultRow>({
    name: "project-read",
    text: `SELECT ${projectColumns}, p.field_versions AS "fieldVersions" FROM projects p WHERE p.id = $1`,
    values: [projectId],
  });
  const [row] = rows;
  if (!row) throw new NotVisibleError();
  const { fieldVersions, ...project } = row;
  return { project, fieldVersions };
}

/** Writes the edits as the project's next version, in which `fields` changed. */
export async function saveProject(
  client: ClientBase,
  { project, fieldVersions }: StoredProject,
  edits: Partial<ProjectValues>,
  fields: readonly ProjectField[],
  at: string,
): Promise<ProjectSnapshot> {
  const version = project.version + 1;
  const { columns, values } = toColumns(projectEdits, { ...valuesOf(projectEdits, project), ...edits });
  const { rows } = await client.query<ProjectSnapshot & QueryResultRow>({
    name: "project-save",
    text: `
      UPDATE projects p SET version = $2, field_versions = $3, updated_at = $4,
        ${columns.map((column, index) => `${column} = $${index + 5}`).join(", ")}
      WHERE p.id = $1 RETURNING ${projectColumns}`,
    values: [
      project.id,
      version,
      { ...fieldVersions, ...Object.fromEntries(fields.map((field) => [field, version])) },
      at,
      ...values,
    ],
  });
  return onlyRow(rows);
}
