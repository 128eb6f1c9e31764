import { BadUserInputError, type ExpectedError } from "../errors/expected-error.ts";
import { resultCodec } from "../model/events.ts";
import { admit, reusedMutationId, toProjectChange } from "./change-project.ts";
import { createComment } from "./create-comment.ts";
import { createTask } from "./create-task.ts";
import { deleteComment } from "./delete-comment.ts";
import { deleteTask } from "./delete-task.ts";
import { labelOperations } from "./labels.ts";
import { moveTask } from "./move-task.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { ProjectOperation, Retryable } from "./operation.ts";
import type { OperationContext } from "./operation-context.ts";
import { restoreComment } from "./restore-comment.ts";
import { restoreTask } from "./restore-task.ts";
import { StorageFullError } from "./storage-limits.ts";
import { updateComment } from "./update-comment.ts";
import { updateTask } from "./update-task.ts";
import { updateTaskStatus } from "./update-task-status.ts";
import { requireReach } from "./viewer.ts";

/** Every kind of change that a batch can hold, by its name in the input. */
export const batchOperations = {
  createTask,
  updateTask,
  updateTaskStatus,
  moveTask,
  deleteTask,
  restoreTask,
  createComment,
  updateComment,
  deleteComment,
  restoreComment,
  ...labelOperations,
};

type Operations = typeof batchOperations;
export type BatchedName = keyof Operations;
export const batchedNames = Object.keys(batchOperations) as readonly BatchedName[];

type InputOf<N extends BatchedName> = Operations[N] extends ProjectOperation<infer Input, unknown> ? Input : never;
type ResultOf<N extends BatchedName> = Awaited<ReturnType<Operations[N]["decide"]>>;

/** Upper bound of the changes of a batch. */
export const maxChanges = 500;

export interface ApplyChangesInput {
  readonly projectId: string;
  /** Each has exactly one of the names. */
  readonly changes: readonly { readonly [N in BatchedName]?: InputOf<N> | null | undefined }[];
  /** All or none; default: false. */
  readonly atomic?: boolean | null | undefined;
  /** Remembers the whole answer. */
  readonly clientMutationId?: string | null | undefined;
}

/** A change that was not made; the others are not affected unless the batch is atomic. */
export interface ChangeRefused {
  readonly type: "ChangeRefused";
  readonly code: ExpectedError["code"] | "NOT_APPLIED";
  readonly message: string;
  /** Leads from the arguments to the value that is wrong; null: no single one is. */
  readonly path: readonly (string | number)[] | null;
  readonly clientMutationId: string | null;
}

/** Result of a change as its own mutation gives it, or its refusal. */
export type ChangeResult = { readonly name: BatchedName; readonly result: ResultOf<BatchedName> | ChangeRefused };

export interface AppliedChanges {
  /** Number of the newest change of the answer; the project's newest one where nothing was changed. */
  readonly seq: number;
  readonly clientMutationId: string | null;
  /** One for each change, in order. */
  readonly results: readonly ChangeResult[];
}

/**
 * Makes many changes of one project in one transaction, in order; see `LogWriter.changeAll`. Throws like
 * `changeProject` for the batch as a whole, and never for a single change. Each change follows those before it. A
 * viewer who is no member gets an answer only if all of it is remembered.
 */
export async function applyChanges(context: OperationContext, input: ApplyChangesInput): Promise<AppliedChanges> {
  const { projectId, atomic, clientMutationId = null } = input;
  requireReach(context.viewer, projectId);
  const changes = input.changes.map(toBatched);
  const ids = changes.map(({ input: own }) => own.clientMutationId);
  const refused = (error: ExpectedError | null, index: number): ChangeRefused => {
    const { name, input: own } = requireItem(changes, index);
    if (error instanceof StorageFullError) context.storageLimits.onRefusal(error.limit, context.viewer.userId);
    const place = ["input", "changes", index, name];
    return { ...toRefusal(error, place), type: "ChangeRefused", clientMutationId: own.clientMutationId ?? null };
  };
  const outcome = await context.merger.change(projectId, context.viewer.userId, (merges) =>
    context.log.changeAll<StoredResult>(
      {
        streamId: projectId,
        actorId: context.viewer.userId,
        parts: changes.map(({ name, operation, input: own }) => ({
          operation: name,
          input: own,
          idempotencyKey: own.clientMutationId,
          item: operation.item?.(own),
        })),
        whole: { operation: "applyChanges", input, idempotencyKey: clientMutationId },
        isAtomic: atomic ?? false,
        admit: (admission) => admit({ role: "MEMBER" }, admission),
        keyReused: () => reusedMutationId([]),
        refuse: refused,
        // A conflict that waits for a merge is judged at the next attempt.
        isFailure: (result) => "conflictingFields" in result && merges.isComplete,
        mayCommit: () => merges.isComplete,
        parse: (json) => resultCodec.parse(json),
      },
      async (change, index) => {
        const { operation, input: own } = requireItem(changes, index);
        // Operations check that an item belongs to the project of their change; for a new one the input names it.
        if ("projectId" in own && own.projectId !== projectId) throw new NotVisibleError();
        const findEarlierIds = () => ids.slice(0, index).filter((id) => id != null);
        return operation.decide(
          toProjectChange(context, merges, change, projectId, operation, own, findEarlierIds),
          own,
        );
      },
    ),
  );
  context.answeredAt(projectId, outcome.oldest);
  const results = outcome.results.map((result, index) => {
    // Operations return the activity that they record, and the operation of this name returned a stored result.
    return { name: requireItem(changes, index).name, result: result as ChangeResult["result"] };
  });
  return { seq: outcome.position.seq, clientMutationId, results };
}

interface Batched {
  readonly name: BatchedName;
  readonly operation: ProjectOperation<Retryable, object>;
  readonly input: Retryable;
}

function toBatched(change: ApplyChangesInput["changes"][number]): Batched {
  for (const name of batchedNames) {
    const input = change[name];
    // The compiler cannot see that the operation and the input of one name belong together.
    if (input) return { name, operation: batchOperations[name] as unknown as Batched["operation"], input };
  }
  throw new BadUserInputError("A change must have exactly one of the fields of ChangeInput.");
}

function requireItem<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}

function toRefusal(error: ExpectedError | null, place: readonly (string | number)[]) {
  if (!error) {
    const message = "Another change of the batch failed. Nothing was applied.";
    return { code: "NOT_APPLIED", message, path: null } as const;
  }
  const issue = error instanceof BadUserInputError ? error.issues[0] : undefined;
  // Issues lead from `input`, which is this change's own.
  return { code: error.code, message: error.message, path: issue ? [...place, ...issue.path.slice(1)] : null };
}

type StoredResult = object;
