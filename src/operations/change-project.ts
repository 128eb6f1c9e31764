import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { stringify } from "safe-stable-stringify";
import { isDeadlock } from "../database/find-outage.ts";
import type { ProjectRole } from "../database/generated/enums.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { toEntry } from "../engine/log/activity-log.ts";
import { BadUserInputError, NotFoundError, StreamBusyError, UnauthenticatedError } from "../errors/expected-error.ts";
import type { Activity, ActivityOf, Change } from "../model/activity.ts";
import type { UserSnapshot } from "../model/snapshots.ts";
import type { OperationContext } from "./operation-context.ts";
import { recordActivity, recordSteps } from "./record-activity.ts";
import { requireRole } from "./roles.ts";
import { type RememberedChange, readStanding } from "./standing.ts";

export interface ChangeRequest {
  /** The name of the operation; with its input it tells a retry from another use of the same `clientMutationId`. */
  readonly operation: string;
  readonly projectId: string;
  readonly input: { readonly clientMutationId?: string | null | undefined };
  /** The least role that may do this. */
  readonly role: ProjectRole;
  /** Makes the project that is then changed; undone when the request turns out to be a retry. */
  readonly create?: (client: PoolClient) => Promise<void>;
  /** The server acts in the person's name, whose account may be deleted. */
  readonly byServer?: boolean;
}

/** The open transaction: the project is locked, and what is read now stays true until the commit. */
export interface ProjectChange {
  readonly client: PoolClient;
  /** The number that the next recorded change takes. */
  readonly seq: number;
  /** The time of this change, ISO 8601; not before that of any earlier one. */
  readonly at: string;
  readonly actor: UserSnapshot;
  readonly role: ProjectRole;
  /**
   * Writes changes that have to come before the operation's own, in order, each with a number of its own. No retry is
   * answered with them: they bear no `clientMutationId`.
   */
  recordFirst(changes: readonly Change[]): Promise<void>;
  /** Takes the next number and writes the log row. The last thing that an operation does; at most once. */
  record<C extends Change>(change: C): Promise<ActivityOf<C["type"]>>;
  /** What an operation answers instead when there is nothing to change. */
  unchanged<S extends object>(state: S): Unchanged<S>;
}

/** The state as it stands, with the project's newest number. */
export type Unchanged<S extends object> = S & {
  readonly type: "Unchanged";
  readonly seq: number;
  readonly clientMutationId: string | null;
};

/**
 * The one write transaction. Locks the project, then reads in later statements what decides (a statement that waited
 * for the lock still sees the rows as they were before it), lets `decide` write and record its change, commits, and
 * tells of it. What `decide` returns without recording (a conflict, nothing to change) commits nothing.
 *
 * A request whose `clientMutationId` is remembered gets the activity that it then recorded, and `decide` is not called;
 * also after the viewer lost the membership. Throws UnauthenticatedError when the account was deleted, NotFoundError for
 * whoever is no member, ForbiddenError below `role`, BadUserInputError when the id was used for something else,
 * StreamBusyError when the lock cannot be had in time, and UnavailableError with the outcome UNKNOWN when the commit got
 * no answer. Any other outage leaves nothing behind and is thrown as the driver tells it.
 */
export async function changeProject<R>(
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<R>,
): Promise<R> {
  const change = (client: PoolClient) => changeWithin(client, context, request, decide);
  const transact = () =>
    context.queue.run(request.projectId, () =>
      inTransaction(context.pool, change, ({ recorded }) => recorded.length > 0),
    );
  const { result, projectId, seq, recorded } = await transact().catch((error: unknown) => {
    // The same id was at work in another project at the same time; now it is remembered.
    if (isRememberedElsewhere(error) || isDeadlock(error)) return transact();
    throw error;
  });
  for (const activity of recorded) context.announce(activity);
  context.answeredAt(projectId, seq);
  return result;
}

interface Outcome<R> {
  readonly result: R;
  /** The project and the number that the result belongs to. */
  readonly projectId: string;
  readonly seq: number;
  /** What is to be committed, in order. */
  readonly recorded: readonly Activity[];
}

async function changeWithin<R>(
  client: PoolClient,
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<R>,
): Promise<Outcome<R>> {
  const { projectId, input } = request;
  const clientMutationId = input.clientMutationId ?? null;
  const requestHash = clientMutationId === null ? null : hashRequest(request);

  await request.create?.(client);
  const isMember = await lockProject(client, projectId, context.viewer.userId);
  // Who lost the membership may still ask for the answer to a change that was made before.
  if (!isMember && clientMutationId === null) throw new NotFoundError();
  const standing = await readStanding(client, projectId, context.viewer.userId, clientMutationId);
  if (!standing) throw new NotFoundError();
  const { remembered } = standing;
  // Whoever is no member must not learn by another answer that the project exists.
  if (standing.role === null && remembered?.requestHash !== requestHash) throw new NotFoundError();
  // The token may have been checked before, or in another process.
  if (standing.isErased && !request.byServer) throw new UnauthenticatedError("The account of this token was deleted.");
  if (remembered) {
    const activity = recall(remembered, requestHash);
    // The hash names the operation, and what an operation records it also returns.
    return { result: activity as R, projectId: activity.projectId, seq: activity.seq, recorded: [] };
  }
  if (!isMember || standing.isDeleted || !standing.role) throw new NotFoundError();
  requireRole(standing.role, request.role);

  const { at, actor, role } = standing;
  const recorded: Activity[] = [];
  const nextSeq = () => standing.seq + recorded.length + 1;
  const result = await decide({
    client,
    get seq() {
      return nextSeq();
    },
    at,
    actor,
    role,
    async recordFirst(changes) {
      const steps = changes.map((change, index) => {
        const common = { projectId, seq: nextSeq() + index, at, actor, clientMutationId: null };
        return { ...change, ...common } as Activity;
      });
      recorded.push(...steps);
      await recordSteps(client, steps, context.origin);
    },
    async record<C extends Change>(change: C) {
      const seq = nextSeq();
      // The compiler cannot see that a change of one kind and the common part are the activity of that kind.
      const activity = { ...change, projectId, seq, at, actor, clientMutationId } as unknown as ActivityOf<C["type"]>;
      recorded.push(activity);
      await recordActivity(client, activity, requestHash, context.origin);
      return activity;
    },
    unchanged: (state) => ({ ...state, type: "Unchanged", seq: standing.seq, clientMutationId }),
  });
  return { result, projectId, seq: standing.seq + recorded.length, recorded };
}

/**
 * Locks nothing and returns false for whoever is no member already, lest strangers make the members wait; it decides
 * nothing for those who are.
 */
async function lockProject(client: PoolClient, projectId: string, userId: string): Promise<boolean> {
  const lock = client.query({
    name: "change-lock",
    text: `
      SELECT FROM project_heads
      WHERE project_id = $1 AND EXISTS (SELECT FROM memberships WHERE project_id = $1 AND user_id = $2)
      FOR NO KEY UPDATE`,
    values: [projectId, userId],
  });
  const { rowCount } = await lock.catch((error: unknown) => {
    throw isLockTimeout(error) ? new StreamBusyError() : error;
  });
  return rowCount !== 0;
}

/** PostgreSQL's `lock_not_available`. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03";
}

/** What was recorded for the same request before. */
function recall({ requestHash, row }: RememberedChange, ownHash: string | null): Activity {
  if (requestHash !== ownHash) {
    throw BadUserInputError.at(["input", "clientMutationId"], "clientMutationId was used for another change before.");
  }
  const entry = toEntry(row);
  if (entry.type === "Unreadable") {
    throw new Error("A remembered change was written by a newer version and cannot be read here.");
  }
  return entry;
}

/** SHA-256 in hexadecimal. */
function hashRequest({ operation, input }: ChangeRequest): string {
  return createHash("sha256")
    .update(`${operation}\n${stringify(input)}`)
    .digest("hex");
}

function isRememberedElsewhere(error: unknown): boolean {
  return (
    error instanceof Error && "constraint" in error && error.constraint === "activities_actor_id_client_mutation_id_key"
  );
}
