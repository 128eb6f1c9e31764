import type { CommentField, CommentSnapshot } from "../model/comment.ts";
import type { TaskField, TaskSnapshot } from "../model/task.ts";
import type { StoredTask } from "./stored-task.ts";

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

/**
 * Returns a conflict when one of the fields changed after the version that the client knew. Returns one too when that
 * version is above the current one: it belongs to a history that the database lost. Null otherwise, without fields, and
 * without an expected version.
 */
export function findTaskConflict(
  { task, fieldVersions }: StoredTask,
  fields: readonly TaskField[],
  expectedVersion: number | null | undefined,
): TaskConflict | null {
  const conflict = findConflict("task", task.version, fieldVersions, fields, expectedVersion);
  return conflict && { type: "TaskConflict", ...conflict, task };
}

/** The same for a comment: it has one field, so that every version is a change of it. */
export function findCommentConflict(
  comment: CommentSnapshot,
  fields: readonly CommentField[],
  expectedVersion: number | null | undefined,
): CommentConflict | null {
  const fieldVersions = { BODY: comment.version };
  const conflict = findConflict("comment", comment.version, fieldVersions, fields, expectedVersion);
  return conflict && { type: "CommentConflict", ...conflict, comment };
}

/** The same for any noun whose fields have versions of their own; the caller adds the current state. */
export function findConflict<Field extends string>(
  noun: string,
  currentVersion: number,
  fieldVersions: { readonly [F in Field]?: number },
  fields: readonly Field[],
  expectedVersion: number | null | undefined,
): VersionConflict<Field> | null {
  if (expectedVersion == null) return null;
  const isAhead = expectedVersion > currentVersion;
  const conflictingFields = fields.filter((field) => isAhead || (fieldVersions[field] ?? 0) > expectedVersion);
  if (conflictingFields.length === 0) return null;
  const cause = isAhead
    ? `The ${noun} is at version ${currentVersion}, but expectedVersion is ${expectedVersion}`
    : `The ${noun} has changed since version ${expectedVersion}`;
  const message = `${cause}: ${conflictingFields.join(", ")}. Nothing was saved.`;
  return { message, expectedVersion, currentVersion, conflictingFields };
}
