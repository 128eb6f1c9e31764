import type { ClientBase, QueryResultRow } from "pg";
import { onlyRow } from "../database/sql.ts";
import { BadUserInputError, NotFoundError } from "../errors/expected-error.ts";
import { toColumns, valuesOf } from "../model/edits.ts";
import {
  type LabelField,
  type LabelSnapshot,
  type LabelValues,
  labelColumns,
  labelEdits,
  labelLimits,
  toNameKey,
} from "../model/label.ts";
import type { TaskSnapshot } from "../model/task.ts";
import { toPages } from "./page.ts";
import type { Reads } from "./reads.ts";
import { type ConflictChange, type EditBasis, findConflict, type VersionConflict } from "./version-conflict.ts";

export interface StoredLabel {
  readonly label: LabelSnapshot;
  /** LabelField → the label's version when it last changed; a field that never changed is absent. */
  readonly fieldVersions: { readonly [F in LabelField]?: number };
}

/** Nothing was changed; `label` is how it stands now. */
export interface LabelConflict extends VersionConflict<LabelField> {
  readonly type: "LabelConflict";
  readonly label: LabelSnapshot;
}

/** Throws NotFoundError when the project has no such label. */
export async function requireLabel(client: ClientBase, projectId: string, labelId: string): Promise<StoredLabel> {
  const { rows } = await client.query<LabelSnapshot & Pick<StoredLabel, "fieldVersions"> & QueryResultRow>({
    name: "label-read",
    text: `
      SELECT ${labelColumns}, l.field_versions AS "fieldVersions" FROM labels l
      WHERE l.id = $2 AND l.project_id = $1`,
    values: [projectId, labelId],
  });
  const row = rows[0];
  if (!row) throw new NotFoundError();
  const { fieldVersions, ...label } = row;
  return { label, fieldVersions };
}

export interface NewLabel {
  readonly id: string;
  readonly projectId: string;
  readonly createdById: string;
  /** The number of the change that makes it. */
  readonly seq: number;
  readonly values: LabelValues;
}

/** Adds a label at version 0. Throws BadUserInputError where the name is taken or the project has its most labels. */
export async function insertLabel(
  client: ClientBase,
  { id, projectId, createdById, seq, values: given }: NewLabel,
): Promise<LabelSnapshot> {
  const { rows: counts } = await client.query<{ count: number }>({
    name: "label-count",
    text: "SELECT count(*)::int AS count FROM labels WHERE project_id = $1",
    values: [projectId],
  });
  if (onlyRow(counts).count >= labelLimits.perProject) {
    throw BadUserInputError.at(["input"], `A project has at most ${labelLimits.perProject} labels. Delete one first.`);
  }
  await requireFreeName(client, projectId, given.name, null);
  const { columns, values } = toColumns(labelEdits, given);
  const { rows } = await client.query<LabelSnapshot & QueryResultRow>({
    name: "label-insert",
    text: `
      INSERT INTO labels AS l (id, project_id, name_key, created_seq, created_by_id, ${columns.join(", ")})
      VALUES ($1, $2, $3, $4, $5, ${columns.map((_, index) => `$${index + 6}`).join(", ")}) RETURNING ${labelColumns}`,
    values: [id, projectId, toNameKey(given.name), seq, createdById, ...values],
  });
  return onlyRow(rows);
}

/** Writes the edits as the label's next version. Throws BadUserInputError where the name is taken. */
export async function saveLabel(
  client: ClientBase,
  projectId: string,
  { label, fieldVersions }: StoredLabel,
  edits: Partial<LabelValues>,
  fields: readonly LabelField[],
): Promise<LabelSnapshot> {
  const next = { ...valuesOf(labelEdits, label), ...edits };
  await requireFreeName(client, projectId, next.name, label.id);
  const version = label.version + 1;
  const { columns, values } = toColumns(labelEdits, next);
  const { rows } = await client.query<LabelSnapshot & QueryResultRow>({
    name: "label-save",
    text: `
      UPDATE labels l SET version = $2, field_versions = $3, name_key = $4,
        ${columns.map((column, index) => `${column} = $${index + 5}`).join(", ")}
      WHERE l.id = $1 RETURNING ${labelColumns}`,
    values: [
      label.id,
      version,
      { ...fieldVersions, ...Object.fromEntries(fields.map((field) => [field, version])) },
      toNameKey(next.name),
      ...values,
    ],
  });
  return onlyRow(rows);
}

async function requireFreeName(
  client: ClientBase,
  projectId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  const { rowCount } = await client.query({
    name: "label-name",
    text: "SELECT FROM labels WHERE project_id = $1 AND name_key = $2 AND id IS DISTINCT FROM $3",
    values: [projectId, toNameKey(name), exceptId],
  });
  if (rowCount !== 0) {
    throw BadUserInputError.at(["input", "name"], "The project has a label of this name. Choose another name.");
  }
}

/** All labels of each project, in the order in which they were made, in one statement. A project has at most 100. */
export async function listLabels(reads: Reads, projectIds: readonly string[]): Promise<(readonly LabelSnapshot[])[]> {
  const { rows } = await reads.query<LabelSnapshot & { parent: string }>({
    name: "label-list",
    text: `
      SELECT l.project_id AS parent, ${labelColumns} FROM labels l
      WHERE l.project_id = ANY($1::uuid[]) ORDER BY l.created_seq`,
    values: [projectIds],
  });
  return toPages<LabelSnapshot>(projectIds, rows, Number.POSITIVE_INFINITY).map(({ nodes }) => nodes);
}

/** Labels by id that a change adds to a task and takes from it. */
export interface LabelEdits {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Returns what the change does to the task's labels; null where it does nothing. Labels that the project does not have
 * are ignored; an id that is both added and removed is removed. Throws BadUserInputError at `path` above the limit.
 */
export async function findLabelEdits(
  client: ClientBase,
  projectId: string,
  { labels }: Pick<TaskSnapshot, "labels">,
  { add, remove, path }: { readonly add: readonly string[]; readonly remove: readonly string[]; readonly path: string },
): Promise<LabelEdits | null> {
  const current = labels.map(({ id }) => id);
  const removed = current.filter((id) => remove.includes(id));
  const wanted = add.filter((id) => !current.includes(id) && !remove.includes(id));
  const added = wanted.length > 0 ? await findKnown(client, projectId, wanted) : [];
  if (added.length + removed.length === 0) return null;
  if (added.length > 0 && current.length + added.length - removed.length > labelLimits.perTask) {
    throw BadUserInputError.at(["input", path], `A task carries at most ${labelLimits.perTask} labels.`);
  }
  return { added, removed };
}

export async function saveTaskLabels(
  client: ClientBase,
  taskId: string,
  { added, removed }: LabelEdits,
): Promise<void> {
  await client.query({
    name: "task-labels",
    text: `
      WITH gone AS (DELETE FROM task_labels WHERE task_id = $1 AND label_id = ANY($3::uuid[]))
      INSERT INTO task_labels (task_id, label_id) SELECT $1, unnest($2::uuid[])`,
    values: [taskId, added, removed],
  });
}

async function findKnown(client: ClientBase, projectId: string, labelIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: "label-known",
    text: "SELECT id FROM labels WHERE project_id = $1 AND id = ANY($2::uuid[])",
    values: [projectId, labelIds],
  });
  return rows.map(({ id }) => id);
}

/** Returns a conflict when one of the fields changed after the version that the client knew; see `findConflict`. */
export async function findLabelConflict(
  change: ConflictChange,
  { label, fieldVersions }: StoredLabel,
  fields: readonly LabelField[],
  basis: EditBasis,
  mustFollow?: "every",
): Promise<LabelConflict | null> {
  const item = { noun: "label", id: label.id, version: label.version, fieldVersions } as const;
  const conflict = await findConflict(change, item, fields, basis, mustFollow);
  return conflict && { type: "LabelConflict", ...conflict, label };
}
