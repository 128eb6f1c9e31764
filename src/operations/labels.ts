import type { QueryResultRow } from "pg";
import { sendTogether } from "../database/send-together.ts";
import { onlyRow } from "../database/sql.ts";
import { BadUserInputError } from "../errors/expected-error.ts";
import { findEdits, toColumns, valuesOf } from "../model/edits.ts";
import type { ActivityOf } from "../model/events.ts";
import {
  type LabelField,
  type LabelSnapshot,
  type LabelValues,
  labelColumns,
  labelEdits,
  labelFields,
  labelLimits,
  labelNoun,
  toNameKey,
} from "../model/label.ts";
import type { TaskSnapshot } from "../model/task.ts";
import { keepTaken } from "./deleted-items.ts";
import { givenProject, requireProjectOf } from "./locate.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { ProjectChange, ProjectOperation, Retryable, Unchanged } from "./operation.ts";
import { toPages } from "./page.ts";
import type { Reads } from "./reads.ts";
import { isMade } from "./taken-id.ts";
import { type ConflictChange, type EditBasis, findConflict, type VersionConflict } from "./version-conflict.ts";

/** A label as a change left it, or as it stands where there was nothing to change. */
export type LabelResult = ActivityOf<"LabelCreated" | "LabelUpdated"> | Unchanged<{ readonly label: LabelSnapshot }>;

/** Nothing was changed; `label` is how it stands now. */
export interface LabelConflict extends VersionConflict<LabelField> {
  readonly type: "LabelConflict";
  readonly label: LabelSnapshot;
}

export interface CreateLabelInput extends LabelValues, Retryable {
  /** Made by the client; a fresh one when absent. */
  readonly id?: string | null | undefined;
  readonly projectId: string;
}

/** Adds a label. One that the actor made before by the same id stays as it is. */
export const createLabel: ProjectOperation<CreateLabelInput, LabelResult> = {
  name: "createLabel",
  role: "MEMBER",
  locate: givenProject,
  async decide(change, input) {
    const { record, unchanged } = change;
    if (input.id && (await isMade(change, labelNoun, input.id))) {
      return unchanged({ label: (await requireLabel(change, input.id)).label });
    }
    return record({ type: "LabelCreated", label: await insertLabel(change, change.toItemId(input.id), input) });
  },
};

/** Absent fields stay. */
export type UpdateLabelInput = DeleteLabelInput & {
  readonly [N in keyof LabelValues]?: LabelValues[N] | null | undefined;
};

/** Saves the fields that differ; with `expectedVersion` merges with later edits of other fields. */
export const updateLabel: ProjectOperation<UpdateLabelInput, LabelResult | LabelConflict> = {
  name: "updateLabel",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(labelNoun, context, input.labelId, input),
  async decide(change, input) {
    const { record, unchanged } = change;
    const { name } = input;
    const [stored, isFree] = await sendTogether(change.client, [
      () => requireLabel(change, input.labelId),
      async () => !name || (await isNameFree(change, name, input.labelId)),
    ]);
    const { values, fields } = findEdits(labelEdits, stored.label, input);
    const conflict = await findLabelConflict(change, stored, fields, input);
    if (conflict) return conflict;
    if (fields.length === 0) return unchanged({ label: stored.label });
    if (values.name !== undefined) requireFreeName(isFree);
    const label = await saveLabel(change, stored, values, fields);
    return record({ type: "LabelUpdated", label }, [], stored.label);
  },
};

export interface DeleteLabelInput extends EditBasis, Retryable {
  readonly labelId: string;
}

/**
 * Deletes the label and takes it from its tasks, whose versions stay; with `expectedVersion` only if it is unchanged.
 */
export const deleteLabel: ProjectOperation<DeleteLabelInput, ActivityOf<"LabelDeleted"> | LabelConflict> = {
  name: "deleteLabel",
  role: "MEMBER",
  locate: (context, input) => requireProjectOf(labelNoun, context, input.labelId, input),
  async decide(change, input) {
    const { client, record } = change;
    const stored = await requireLabel(change, input.labelId);
    const conflict = await findLabelConflict(change, stored, labelFields, input, "every");
    if (conflict) return conflict;
    const labelId = stored.label.id;
    const remove = { name: "label-delete", text: "DELETE FROM labels WHERE id = $1", values: [labelId] };
    await sendTogether(client, [() => client.query(remove), () => keepTaken(change, labelNoun, labelId)]);
    return record({ type: "LabelDeleted", labelId }, [], stored.label);
  },
};

/** The changes of labels that a batch can hold, by their names in the input. */
export const labelOperations = { createLabel, updateLabel, deleteLabel };

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

/** Ids of labels that a change puts on a task and takes off it. `path`: the input field that adds. */
interface TaskLabelChange {
  readonly add?: readonly string[] | null | undefined;
  readonly remove?: readonly string[] | null | undefined;
  readonly path: string;
}

/**
 * Puts labels on a stored task and takes others off. Returns false where that changes nothing. Labels that the project
 * does not have are ignored; an id that is both added and removed is removed. Throws BadUserInputError at `path` above
 * the limit.
 */
export async function changeTaskLabels(
  { client, projectId }: Place,
  { id, labels }: Pick<TaskSnapshot, "id" | "labels">,
  { add, remove, path }: TaskLabelChange,
): Promise<boolean> {
  const current = labels.map((label) => label.id);
  const removed = current.filter((labelId) => remove?.includes(labelId));
  const wanted = add?.filter((labelId) => !current.includes(labelId) && !remove?.includes(labelId)) ?? [];
  const added = wanted.length > 0 ? await findKnown({ client, projectId }, wanted) : [];
  if (added.length + removed.length === 0) return false;
  if (added.length > 0 && current.length + added.length - removed.length > labelLimits.perTask) {
    throw BadUserInputError.at(["input", path], `A task carries at most ${labelLimits.perTask} labels.`);
  }
  await client.query({
    name: "task-labels",
    text: `
      WITH gone AS (DELETE FROM task_labels WHERE task_id = $1 AND label_id = ANY($3::uuid[]))
      INSERT INTO task_labels (task_id, label_id) SELECT $1, unnest($2::uuid[])`,
    values: [id, added, removed],
  });
  return true;
}

async function findKnown({ client, projectId }: Place, labelIds: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: "label-known",
    text: "SELECT id FROM labels WHERE project_id = $1 AND id = ANY($2::uuid[])",
    values: [projectId, labelIds],
  });
  return rows.map(({ id }) => id);
}

type Place = Pick<ProjectChange, "client" | "projectId">;

interface StoredLabel {
  readonly label: LabelSnapshot;
  /** LabelField → the label's version when it last changed; a field that never changed is absent. */
  readonly fieldVersions: { readonly [F in LabelField]?: number };
}

/** Throws NotFoundError when the project has no such label. */
async function requireLabel({ client, projectId }: Place, labelId: string): Promise<StoredLabel> {
  const { rows } = await client.query<LabelSnapshot & Pick<StoredLabel, "fieldVersions"> & QueryResultRow>({
    name: "label-read",
    text: `
      SELECT ${labelColumns}, l.field_versions AS "fieldVersions" FROM labels l
      WHERE l.id = $2 AND l.project_id = $1`,
    values: [projectId, labelId],
  });
  const row = rows[0];
  if (!row) throw new NotVisibleError();
  const { fieldVersions, ...label } = row;
  return { label, fieldVersions };
}

/** Adds a label at version 0. Throws BadUserInputError where the name is taken or the project has its most labels. */
async function insertLabel(
  { client, projectId, actor, seq }: Place & Pick<ProjectChange, "actor" | "seq">,
  id: string,
  given: LabelValues,
): Promise<LabelSnapshot> {
  const [, isFree] = await sendTogether(client, [
    () => requireRoom({ client, projectId }),
    () => isNameFree({ client, projectId }, given.name, null),
  ]);
  requireFreeName(isFree);
  const { columns, values } = toColumns(labelEdits, given);
  const { rows } = await client.query<LabelSnapshot & QueryResultRow>({
    name: "label-insert",
    text: `
      INSERT INTO labels AS l (id, project_id, name_key, created_seq, created_by_id, ${columns.join(", ")})
      VALUES ($1, $2, $3, $4, $5, ${columns.map((_, index) => `$${index + 6}`).join(", ")}) RETURNING ${labelColumns}`,
    values: [id, projectId, toNameKey(given.name), seq, actor.id, ...values],
  });
  return onlyRow(rows);
}

async function requireRoom({ client, projectId }: Place): Promise<void> {
  const { rows } = await client.query<{ count: number }>({
    name: "label-count",
    text: "SELECT count(*)::int AS count FROM labels WHERE project_id = $1",
    values: [projectId],
  });
  if (onlyRow(rows).count < labelLimits.perProject) return;
  throw BadUserInputError.at(["input"], `A project has at most ${labelLimits.perProject} labels. Delete one first.`);
}

/** Writes the edits as the label's next version. */
async function saveLabel(
  { client }: Place,
  { label, fieldVersions }: StoredLabel,
  edits: Partial<LabelValues>,
  fields: readonly LabelField[],
): Promise<LabelSnapshot> {
  const next = { ...valuesOf(labelEdits, label), ...edits };
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

async function isNameFree({ client, projectId }: Place, name: string, exceptId: string | null): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "label-name",
    text: "SELECT FROM labels WHERE project_id = $1 AND name_key = $2 AND id IS DISTINCT FROM $3",
    values: [projectId, toNameKey(name), exceptId],
  });
  return rowCount === 0;
}

/** Throws BadUserInputError for a name that another label of the project has. */
function requireFreeName(isFree: boolean): void {
  if (isFree) return;
  throw BadUserInputError.at(["input", "name"], "The project has a label of this name. Choose another name.");
}

/** Returns a conflict when one of the fields changed after the version that the client knew; see `findConflict`. */
async function findLabelConflict(
  change: ConflictChange,
  { label, fieldVersions }: StoredLabel,
  fields: readonly LabelField[],
  basis: EditBasis,
  mustFollow?: "every",
): Promise<LabelConflict | null> {
  const item = { noun: labelNoun.name, id: label.id, version: label.version, fieldVersions } as const;
  const conflict = await findConflict(change, item, fields, basis, mustFollow);
  return conflict && { type: "LabelConflict", ...conflict, label };
}
