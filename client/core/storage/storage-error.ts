/**
 * Reason why storage did not take or give something.
 * - `blocked`: the browser offers none (private mode, cookies off), or it does not answer.
 * - `full`: the quota is used up.
 * - `newer`: a newer version of the client wrote it.
 * - `removed`: another tab removed it, as a sign-out does.
 * - `gap`: the events do not follow those that are stored; replace the copy.
 * - `failed`: anything else.
 */
export type StorageFailure = "blocked" | "full" | "newer" | "removed" | "gap" | "failed";

/**
 * Rejection of a storage function, with its reason. A storage of the app's own throws it with `gap`, so that the whole
 * copy is written at once. Other errors count as `failed`.
 */
export class StorageError extends Error {
  override readonly name = "StorageError";
  /** Decides what the client does. */
  readonly reason: StorageFailure;

  constructor(reason: StorageFailure, cause?: unknown) {
    super(`Storage failed: ${reason}.`, { cause });
    this.reason = reason;
  }
}

/** Tells the reason of an error of IndexedDB. */
export function toStorageError(error: unknown, otherwise: StorageFailure = "failed"): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(reasons[(error as { readonly name?: string } | null)?.name ?? ""] ?? otherwise, error);
}

const reasons: Readonly<Record<string, StorageFailure>> = {
  QuotaExceededError: "full",
  VersionError: "newer",
  SecurityError: "blocked",
};
