import type { CommentField, CommentSnapshot } from "../model/comment.ts";
import type { TaskField, TaskSnapshot } from "../model/task.ts";
import type { ProjectChange } from "./operation.ts";
import type { StoredComment } from "./stored-comment.ts";
import type { StoredTask } from "./stored-task.ts";

/** Part of every input that can conflict. */
export interface EditBasis {
  /** The confirmed version that the edit was made on; absent: the last writer wins. */
  readonly expectedVersion?: number | null | undefined;
  /**
   * The sender's own earlier `clientMutationId`s that the edit builds on. Unknown ids and those of others do nothing.
   */
  readonly following?: readonly string[] | null | undefined;
}

export interface VersionConflict<Field> {
  readonly message: string;
  readonly expectedVersion: number;
  readonly currentVersion: number;
  readonly conflictingFields: readonly Field[];
}

/** Nothing was changed; `task` is how it stands now. */
export interface TaskConflict extends VersionConflict<TaskField> {
  readonly type: "TaskConflict";
  readonly task: TaskSnapshot;
}

/** Nothing was changed; `comment` is how it stands now. */
export interface CommentConflict extends VersionConflict<CommentField> {
  readonly type: "CommentConflict";
  readonly comment: CommentSnapshot;
}

/** An item whose edits can conflict. */
export interface Versioned<Field extends string> {
  /** Name that entries of the log give its snapshot. */
  readonly noun: string;
  readonly id: string;
  readonly version: number;
  /** Field → the version in which it last changed; a field that never changed is absent. */
  readonly fieldVersions: { readonly [F in Field]?: number };
  /** The field whose text merges by lines, and the version in which it was last merged; 0: never. */
  readonly merged?: { readonly field: Field; readonly version: number };
}

/** Parts of a change that decide conflicts. */
export type ConflictChange = Pick<ProjectChange, "client" | "projectId" | "actor" | "earlier" | "earlierIds">;

/**
 * Returns a conflict when one of the fields changed after the version that the client knew. A field does not conflict
 * if the edit follows the change that was the last to set it. It follows all changes before it in the same batch.
 * Returns one too when that version is above the current one: it belongs to a history that the database lost. Null
 * otherwise, without fields, and without an expected version. A text that was merged since then is in conflict whoever
 * changed it last: the edit may not have seen all of its lines.
 *
 * With `mustFollow` "every" one later change that the edit does not follow is enough, as for a deletion.
 */
export async function findConflict<Field extends string>(
  change: ConflictChange,
  item: Versioned<Field>,
  fields: readonly Field[],
  basis: EditBasis,
  mustFollow: "last" | "every" = "last",
): Promise<VersionConflict<Field> | null> {
  const { noun, version: currentVersion, fieldVersions, merged } = item;
  const { expectedVersion } = basis;
  if (expectedVersion == null) return null;
  const isAhead = expectedVersion > currentVersion;
  const changed = fields.filter((field) => isAhead || (fieldVersions[field] ?? 0) > expectedVersion);
  if (changed.length === 0) return null;
  const own = await findOwnVersions(change, item, expectedVersion, basis.following ?? []);
  const isMerged = (field: Field) => field === merged?.field && merged.version > expectedVersion;
  const byOthers = changed.filter((field) => isMerged(field) || !own.has(fieldVersions[field] ?? 0));
  const isFollowed = mustFollow === "last" ? byOthers.length === 0 : own.size === currentVersion - expectedVersion;
  if (isFollowed) return null;
  const conflictingFields = byOthers.length > 0 ? byOthers : changed;
  const cause = isAhead
    ? `The ${noun} is at version ${currentVersion}, but expectedVersion is ${expectedVersion}`
    : `The ${noun} has changed since version ${expectedVersion}`;
  const message = `${cause}: ${conflictingFields.join(", ")}. Nothing was saved.`;
  return { message, expectedVersion, currentVersion, conflictingFields };
}

/**
 * Returns the versions after the expected one that were made by changes which the edit follows. An entry of the log
 * knows its actor and id, and its snapshot the version. Nothing is known of an entry that was pruned.
 */
async function findOwnVersions(
  { client, projectId, actor, earlier, earlierIds }: ConflictChange,
  { noun, id, version }: Pick<Versioned<string>, "noun" | "id" | "version">,
  expectedVersion: number,
  following: readonly string[],
): Promise<ReadonlySet<number>> {
  const inBatch = earlier.flatMap(({ body }) => {
    const item = (body as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[noun];
    return item?.["id"] === id ? Number(item["version"]) : [];
  });
  const made = new Set(earlier.map(({ idempotencyKey }) => idempotencyKey));
  const ids = [...following, ...earlierIds].filter((each) => !made.has(each));
  const inLog = ids.length === 0 ? [] : await findVersions(ids);
  const versions = [...inBatch, ...inLog];
  return new Set(versions.filter((own) => own > expectedVersion && own <= version));

  async function findVersions(clientMutationIds: readonly string[]): Promise<number[]> {
    const { rows } = await client.query<{ version: number }>({
      name: "conflict-followed",
      text: `
        SELECT (snapshot #>> ARRAY[$4, 'version'])::int AS version FROM activities
        WHERE actor_id = $1 AND client_mutation_id = ANY($2) AND project_id = $3 AND snapshot #>> ARRAY[$4, 'id'] = $5`,
      values: [actor.id, clientMutationIds, projectId, noun, id],
    });
    return rows.map((row) => row.version);
  }
}

export async function findTaskConflict(
  change: ConflictChange,
  { task, fieldVersions, mergedVersion }: StoredTask,
  fields: readonly TaskField[],
  basis: EditBasis,
  mustFollow?: "every",
): Promise<TaskConflict | null> {
  const merged = { field: "DESCRIPTION", version: mergedVersion } as const;
  const item = { noun: "task", id: task.id, version: task.version, fieldVersions, merged } as const;
  const conflict = await findConflict(change, item, fields, basis, mustFollow);
  return conflict && { type: "TaskConflict", ...conflict, task };
}

/** A comment has one field, so that every version is a change of it. */
export async function findCommentConflict(
  change: ConflictChange,
  { comment, mergedVersion }: StoredComment,
  fields: readonly CommentField[],
  basis: EditBasis,
): Promise<CommentConflict | null> {
  const { id, version } = comment;
  const merged = { field: "BODY", version: mergedVersion } as const;
  const item = { noun: "comment", id, version, fieldVersions: { BODY: version }, merged } as const;
  const conflict = await findConflict(change, item, fields, basis);
  return conflict && { type: "CommentConflict", ...conflict, comment };
}
