import { BadUserInputError } from "../errors/expected-error.ts";
import type { CommentField, TaskField } from "../model/activity.ts";
import type { CommentSnapshot, TaskSnapshot } from "../model/snapshots.ts";
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
 * Whether one of the fields changed after the version that the client has seen; null when none did, or when the client
 * expects no version. Throws BadUserInputError for a version that is still to come.
 */
export function findTaskConflict(
  { task, fieldVersions }: StoredTask,
  fields: readonly TaskField[],
  expectedVersion: number | null | undefined,
): TaskConflict | null {
  if (expectedVersion == null) return null;
  requireReached(expectedVersion, task.version);
  const conflictingFields = fields.filter((field) => (fieldVersions[field] ?? 0) > expectedVersion);
  if (conflictingFields.length === 0) return null;
  const message = describe("task", expectedVersion, conflictingFields);
  return { type: "TaskConflict", message, expectedVersion, currentVersion: task.version, conflictingFields, task };
}

/** The same for a comment: it has one field, so that every version is a change of it. */
export function findCommentConflict(
  comment: CommentSnapshot,
  fields: readonly CommentField[],
  expectedVersion: number | null | undefined,
): CommentConflict | null {
  if (expectedVersion == null) return null;
  requireReached(expectedVersion, comment.version);
  const conflictingFields = comment.version > expectedVersion ? fields : [];
  if (conflictingFields.length === 0) return null;
  const currentVersion = comment.version;
  const message = describe("comment", expectedVersion, conflictingFields);
  return { type: "CommentConflict", message, expectedVersion, currentVersion, conflictingFields, comment };
}

function requireReached(expectedVersion: number, currentVersion: number): void {
  if (expectedVersion <= currentVersion) return;
  throw BadUserInputError.at(
    ["input", "expectedVersion"],
    `expectedVersion is ${expectedVersion}, but the current version is ${currentVersion}.`,
  );
}

function describe(noun: string, expectedVersion: number, fields: readonly string[]): string {
  return `The ${noun} has changed since version ${expectedVersion}: ${fields.join(", ")}. Nothing was saved.`;
}
