import type { PoolClient } from "pg";
import type { Admission } from "../engine/log/change.ts";
import { BadUserInputError, NotFoundError, UnauthenticatedError } from "../errors/expected-error.ts";
import type { ActivityDraft } from "../model/activity-codec.ts";
import type { ActivityOf, Change } from "../model/events.ts";
import type { Operation, Retryable } from "./operation.ts";
import type { OperationContext } from "./operation-context.ts";
import type { Standing } from "./project-log.ts";
import { requireRole } from "./roles.ts";

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
  operation: Operation<Input, Result>,
  input: Input,
): Promise<Result> {
  const { userId } = context.viewer;
  const { create } = operation;
  const projectId = await operation.locate(context, input);
  const idempotencyKey = input.clientMutationId ?? null;
  const request = {
    streamId: projectId,
    actorId: userId,
    operation: operation.name,
    input,
    idempotencyKey,
    create: create && ((client: PoolClient) => create(client, projectId, userId, input)),
    admit: (admission: Admission<Standing>) => admit(operation, admission),
  };
  const outcome = await context.merger.change(projectId, userId, (merges) =>
    context.log.change(request, async (change) => {
      const { client, at, before, guard } = change;
      const { actor } = guard;
      const draft = (own: Change): ActivityDraft => ({ ...own, actor, origin: context.origin });
      const projectChange = {
        projectId,
        client,
        at,
        actor,
        merges,
        role: requireRole(guard.role, operation.role),
        verifiesAddresses: context.verifiesAddresses,
        restoreDays: context.restoreDays,
        get seq() {
          return change.seq;
        },
        recordFirst: (changes: readonly Change[]) => change.prepend(changes.map(draft)),
        // The compiler cannot see that the activity of a change of one kind is of that kind.
        record: async <C extends Change>(own: C) =>
          (await change.append(draft(own))) as unknown as ActivityOf<C["type"]>,
        unchanged: <S extends object>(state: S) => ({
          ...state,
          ...{ type: "Unchanged" as const, seq: before, clientMutationId: idempotencyKey },
        }),
      };
      return operation.decide(projectChange, input);
    }),
  );
  context.answeredAt(outcome.streamId, outcome.position);
  // The request's hash names the operation, and what an operation records it also returns.
  return outcome.result as Result;
}

function admit<Input extends Retryable, Result>(
  { role, byServer = false }: Operation<Input, Result>,
  { guard, isLocked, remembered }: Admission<Standing>,
): void {
  // A viewer who is no member must not learn by another answer that the project exists.
  if (!guard || (guard.role === null && remembered !== "same")) throw new NotFoundError();
  // The token may have been checked before, or in another process.
  if (guard.isErased && !byServer) throw new UnauthenticatedError("The account of this token was deleted.");
  if (remembered === "same") return;
  if (remembered === "other") {
    throw BadUserInputError.at(["input", "clientMutationId"], "clientMutationId was used for another change before.");
  }
  if (!isLocked || guard.isDeleted) throw new NotFoundError();
  requireRole(guard.role, role);
}
