import type { CommentField, TaskField } from "../activity/activity.ts";
import type { CommentSnapshot, TaskSnapshot } from "../activity/snapshots.ts";
import { BadUserInputError } from "../errors.ts";

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
 * Which of the fields changed after the version that the client has seen; none when it expects no version. Throws
 * BadUserInputError for a version that is still to come.
 */
export function findConflicts<F extends TaskField | CommentField>(
  fields: readonly F[],
  fieldVersions: { readonly [K in F]?: number },
  currentVersion: number,
  expectedVersion: number | null | undefined,
): F[] {
  if (expectedVersion == null) return [];
  if (expectedVersion > currentVersion) {
    throw BadUserInputError.at(
      ["input", "expectedVersion"],
      `expectedVersion is ${expectedVersion}, but the current version is ${currentVersion}.`,
    );
  }
  return fields.filter((field) => (fieldVersions[field] ?? 0) > expectedVersion);
}

/** The conflict as the client is told of it. */
export function taskConflict(
  task: TaskSnapshot,
  expectedVersion: number,
  conflictingFields: readonly TaskField[],
): TaskConflict {
  const currentVersion = task.version;
  const message = describe("task", expectedVersion, conflictingFields);
  return { type: "TaskConflict", message, expectedVersion, currentVersion, conflictingFields, task };
}

/** The conflict as the client is told of it. */
export function commentConflict(comment: CommentSnapshot, expectedVersion: number): CommentConflict {
  const conflictingFields = ["BODY"] as const;
  const currentVersion = comment.version;
  const message = describe("comment", expectedVersion, conflictingFields);
  return { type: "CommentConflict", message, expectedVersion, currentVersion, conflictingFields, comment };
}

function describe(noun: string, expectedVersion: number, fields: readonly string[]): string {
  return `The ${noun} has changed since version ${expectedVersion}: ${fields.join(", ")}. Nothing was saved.`;
}
