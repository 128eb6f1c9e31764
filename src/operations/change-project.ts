import type { PoolClient } from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Admission, OpenChange } from "../engine/log/change.ts";
import {
  BadUserInputError,
  type ExpectedError,
  NotFoundError,
  UnauthenticatedError,
} from "../errors/expected-error.ts";
import type { ActivityDraft } from "../model/activity-codec.ts";
import type { Activity, ActivityOf, EventDraft } from "../model/events.ts";
import { growthOf } from "../model/storage.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import { chooseNotices, type Notification } from "./notify.ts";
import type { ProjectChange, ProjectOperation, Retryable } from "./operation.ts";
import type { OperationContext } from "./operation-context.ts";
import type { ProjectGuard } from "./project-log.ts";
import { requireRole } from "./roles.ts";
import { requireStorage, StorageFullError } from "./storage-limits.ts";
import { takenId } from "./taken-id.ts";
import type { TextMerges } from "./text-merges.ts";
import { requireReach } from "./viewer.ts";

/**
 * Makes one change by the log's write transaction, see `LogWriter.change`.
 *
 * A request whose `clientMutationId` is remembered gets the activity that it then recorded, also after the viewer lost
 * the membership. Throws UnauthenticatedError when the account was deleted, and NotFoundError for a viewer who is no
 * member. Throws ForbiddenError below the operation's role, and BadUserInputError when the id was used for another
 * change.
 */
export async function changeProject<Input extends Retryable, Result>(
  context: OperationContext,
  operation: ProjectOperation<Input, Result>,
  input: Input,
): Promise<Result> {
  const projectId = await operation.locate(context, input);
  try {
    return await changeIn(context, operation, input, projectId);
  } catch (error) {
    if (error instanceof StorageFullError) context.storageLimits.onRefusal(error.limit, context.viewer.userId);
    if (!(error instanceof NotFoundError)) throw error;
    // A restored database may hold the item elsewhere than it was looked up.
    const itemProjects = {
      get: () => undefined,
      set: (itemId: string, found: string) => context.itemProjects.set(itemId, found),
    };
    const isIn = await operation.locate({ ...context, itemProjects }, input);
    if (isIn === projectId || operation.create) throw error;
    return await changeIn(context, operation, input, isIn);
  }
}

async function changeIn<Input extends Retryable, Result>(
  context: OperationContext,
  operation: ProjectOperation<Input, Result>,
  input: Input,
  projectId: string,
): Promise<Result> {
  const { userId } = context.viewer;
  const { create } = operation;
  requireReach(context.viewer, projectId);
  const request = {
    streamId: projectId,
    actorId: userId,
    operation: operation.name,
    input,
    idempotencyKey: input.clientMutationId,
    create: create && ((client: PoolClient) => create(client, projectId, userId, input)),
    isIdFresh: operation.isIdFresh?.(input) ?? false,
    mayJoin: operation.changesAccess !== true,
    mayLock: operation.role === null,
    item: operation.item?.(input),
    admit: (admission: Admission<ProjectGuard>) => admit(operation, admission),
    keyReused: () => reusedMutationId([]),
  };
  const outcome = await context.merger.change(projectId, userId, (merges) =>
    context.log.change(request, (change) =>
      operation.decide(toProjectChange(context, merges, change, projectId, operation, input), input),
    ),
  );
  context.answeredAt(outcome.streamId, outcome.position);
  // The request's hash names the operation, and what an operation records it also returns.
  const result = outcome.result as Result;
  operation.afterwards?.(context, result, input);
  return result;
}

type Admitted = Pick<ProjectOperation<never, unknown>, "role" | "byServer" | "create">;

/** Throws as `changeProject` does, unless the request is remembered. */
export function admit(
  { role, byServer = false, create }: Admitted,
  { guard, isLocked, remembered }: Admission<ProjectGuard>,
): void {
  // A viewer who is no member must not learn by another answer that the project exists.
  const hidden = () => (create ? takenId() : new NotVisibleError());
  if (!guard || (role !== null && guard.role === null && remembered !== "same")) throw hidden();
  // The token may have been checked before, or in another process.
  if (guard.isErased && !byServer) throw new UnauthenticatedError("The account of this token was deleted.");
  if (remembered !== null) return;
  if (!isLocked || guard.isDeleted) throw hidden();
  if (role !== null) requireRole(guard.role, role);
}

/** Error for a `clientMutationId` that was used before. `path` leads from the input to the change. */
export function reusedMutationId(path: readonly (string | number)[]): ExpectedError {
  const message = "clientMutationId was used for another change before.";
  return BadUserInputError.at(["input", ...path, "clientMutationId"], message);
}

/** The log's open change as operations see it. Throws ForbiddenError below the role. */
export function toProjectChange(
  context: OperationContext,
  merges: TextMerges,
  change: OpenChange<Activity, ActivityDraft, ProjectGuard>,
  projectId: string,
  { role }: Admitted,
  { clientMutationId = null }: Retryable,
  findEarlierIds: () => readonly string[] = () => [],
): ProjectChange {
  const { client, at, guard } = change;
  const { actor } = guard;
  const origin = { ...context.origin, accessToken: context.viewer.access };
  const draft = (own: EventDraft): ActivityDraft => ({ ...own, actor, origin });
  const project = { id: projectId, name: guard.projectName };
  const toCaused = (notices: readonly Notification[]) =>
    chooseNotices(notices, actor.id).map(({ to, notice }) =>
      context.inbox.log.cause(to, { ...notice, actor, project }),
    );
  return {
    projectId,
    client,
    get earlier() {
      return change.earlier;
    },
    get earlierIds() {
      return findEarlierIds();
    },
    at,
    actor,
    merges,
    role: role === null ? (guard.role ?? "VIEWER") : requireRole(guard.role, role),
    verifiesAddresses: context.verifiesAddresses,
    restoreDays: context.restoreDays,
    get seq() {
      return change.seq;
    },
    toItemId(given) {
      const id = given ?? uuidv7();
      context.itemProjects.set(id, projectId);
      return id;
    },
    recordFirst: (changes) => change.prepend(changes.map(draft)),
    async record<C extends EventDraft>(own: C, notices: readonly Notification[] = [], before?: object) {
      await change.turn();
      const growth = growthOf(own, before);
      await requireStorage(context.storageLimits, change, projectId, growth);
      const event = await change.append(draft(own), toCaused(notices), [growth.bytes, growth.tasks]);
      // The compiler cannot see that the activity of a change of one kind is of that kind.
      return event as unknown as ActivityOf<C["type"]>;
    },
    async unchanged(state) {
      await change.turn();
      return { ...state, type: "Unchanged", seq: change.before, clientMutationId };
    },
  };
}
