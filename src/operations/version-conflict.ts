import type { CommentField, CommentSnapshot } from "../model/comment.ts";
import type { TaskField, TaskSnapshot } from "../model/task.ts";
import type { StoredTask } from "./stored-task.ts";

interface VersionConflict {
  readonly message: string;
  readonly expectedVersion: number;
  readonly currentVersion: number;
}

/** Nothing was changed; `task` is how it stands now. */
export interface TaskConflict extends VersionConflict {
  readonly type: "TaskConflict";
  readonly conflictingFields: readonly TaskField[];
  readonly task: TaskSnapshot;
}

/** Nothing was changed; `comment` is how it stands now. */
export interface CommentConflict extends VersionConflict {
  readonly type: "CommentConflict";
  readonly conflictingFields: readonly CommentField[];
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
  if (expectedVersion == null) return null;
  const isAhead = expectedVersion > task.version;
  const conflictingFields = fields.filter((field) => isAhead || (fieldVersions[field] ?? 0) > expectedVersion);
  if (conflictingFields.length === 0) return null;
  const message = describe("task", expectedVersion, task.version, conflictingFields);
  return { type: "TaskConflict", message, expectedVersion, currentVersion: task.version, conflictingFields, task };
}

/** The same for a comment: it has one field, so that every version is a change of it. */
export function findCommentConflict(
  comment: CommentSnapshot,
  fields: readonly CommentField[],
  expectedVersion: number | null | undefined,
): CommentConflict | null {
  if (expectedVersion == null || fields.length === 0 || comment.version === expectedVersion) return null;
  const currentVersion = comment.version;
  const message = describe("comment", expectedVersion, currentVersion, fields);
  return { type: "CommentConflict", message, expectedVersion, currentVersion, conflictingFields: fields, comment };
}

function describe(noun: string, expectedVersion: number, currentVersion: number, fields: readonly string[]): string {
  const cause =
    expectedVersion > currentVersion
      ? `The ${noun} is at version ${currentVersion}, but expectedVersion is ${expectedVersion}`
      : `The ${noun} has changed since version ${expectedVersion}`;
  return `${cause}: ${fields.join(", ")}. Nothing was saved.`;
}
