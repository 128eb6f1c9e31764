import type { PoolClient } from "pg";
import type { ProjectRole } from "../database/generated/enums.ts";
import type { Admission } from "../engine/log/log-writer.ts";
import { BadUserInputError, NotFoundError, UnauthenticatedError } from "../errors/expected-error.ts";
import type { ActivityDraft } from "../model/activity-codec.ts";
import type { ActivityOf, Change } from "../model/events.ts";
import type { UserSnapshot } from "../model/user.ts";
import type { OperationContext } from "./operation-context.ts";
import type { Standing } from "./project-log.ts";
import { requireRole } from "./roles.ts";

export interface ChangeRequest {
  /** Name of the operation; with its input it tells a retry from another use of the same `clientMutationId`. */
  readonly operation: string;
  readonly projectId: string;
  readonly input: { readonly clientMutationId?: string | null | undefined };
  /** Least role that may do this. */
  readonly role: ProjectRole;
  /** Makes the project that is then changed; undone when the request turns out to be a retry. */
  readonly create?: (client: PoolClient) => Promise<void>;
  /** The server acts in the person's name, whose account may be deleted. */
  readonly byServer?: boolean;
}

/** The open transaction: the project is locked, and what is read now stays true until the commit. */
export interface ProjectChange {
  readonly client: PoolClient;
  /** Number that the next recorded change takes. */
  readonly seq: number;
  /** Time of this change, ISO 8601; not before that of any earlier one. */
  readonly at: string;
  readonly actor: UserSnapshot;
  readonly role: ProjectRole;
  /**
   * Adds changes that come before the operation's own, in order, each with a number of its own. No retry is answered
   * with them: they carry no `clientMutationId`.
   */
  recordFirst(changes: readonly Change[]): void;
  /** Takes the next number and writes the log. Call it last, at most once. */
  record<C extends Change>(change: C): Promise<ActivityOf<C["type"]>>;
  /** Answer of an operation when there is nothing to change. */
  unchanged<S extends object>(state: S): Unchanged<S>;
}

/** The state as it stands, with the project's newest number. */
export type Unchanged<S extends object> = S & {
  readonly type: "Unchanged";
  readonly seq: number;
  readonly clientMutationId: string | null;
};

/**
 * Changes a project by the log's write transaction, see `LogWriter.change`: guard → change → record → return. A
 * `decide` that returns without recording (a conflict, nothing to change) commits nothing.
 *
 * A request whose `clientMutationId` is remembered gets the activity that it then recorded, also after the viewer lost
 * the membership. Throws UnauthenticatedError when the account was deleted, and NotFoundError for a viewer who is no
 * member. Throws ForbiddenError below `role`, and BadUserInputError when the id was used for another change.
 */
export async function changeProject<R>(
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<R>,
): Promise<R> {
  const { operation, projectId, input, create } = request;
  const idempotencyKey = input.clientMutationId ?? null;
  const outcome = await context.log.change(
    {
      streamId: projectId,
      actorId: context.viewer.userId,
      operation,
      input,
      idempotencyKey,
      create,
      admit: (admission) => admit(request, admission),
    },
    async (change) => {
      const { client, at, before, guard } = change;
      const { actor } = guard;
      const draft = (own: Change): ActivityDraft => ({ ...own, actor, origin: context.origin });
      return decide({
        client,
        at,
        actor,
        role: requireRole(guard.role, request.role),
        get seq() {
          return change.seq;
        },
        recordFirst: (changes) => change.prepend(changes.map(draft)),
        // The compiler cannot see that the activity of a change of one kind is of that kind.
        record: async <C extends Change>(own: C) =>
          (await change.append(draft(own))) as unknown as ActivityOf<C["type"]>,
        unchanged: (state) => ({ ...state, type: "Unchanged", seq: before, clientMutationId: idempotencyKey }),
      });
    },
  );
  context.answeredAt(outcome.streamId, outcome.position);
  // The request's hash names the operation, and what an operation records it also returns.
  return outcome.result as R;
}

function admit({ role, byServer }: ChangeRequest, { guard, isLocked, remembered }: Admission<Standing>): void {
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
