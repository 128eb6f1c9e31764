import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { stringify } from "safe-stable-stringify";
import { type Activity, type ActivityOf, type Change, decodeActivity } from "../activity/activity.ts";
import type { UserSnapshot } from "../activity/snapshots.ts";
import type { ProjectRole } from "../database/generated/enums.ts";
import { BadUserInputError, NotFoundError } from "../errors.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireRole } from "./roles.ts";

export interface ChangeRequest {
  /** The name of the operation; with its input it tells a retry from another use of the same `clientMutationId`. */
  readonly operation: string;
  readonly projectId: string;
  readonly input: { readonly clientMutationId?: string | null | undefined };
  /** The least role that may do this. */
  readonly role: ProjectRole;
  /** Makes the project that is then changed; undone when the request turns out to be a retry. */
  readonly create?: (client: PoolClient) => Promise<void>;
}

/** The open transaction: the project is locked, and what is read now stays true until the commit. */
export interface ProjectChange {
  readonly client: PoolClient;
  readonly projectId: string;
  /** The number of the newest change before this one. */
  readonly seq: number;
  /** The time of this change, ISO 8601; not before that of any earlier one. */
  readonly at: string;
  readonly actor: UserSnapshot;
  readonly role: ProjectRole;
  /** Takes the next number and writes the log row. The last thing that an operation does; at most once. */
  record<C extends Change>(change: C): Promise<ActivityOf<C["type"]>>;
}

/**
 * The one write transaction. Locks the project, then reads in later statements what decides (a statement that waited
 * for the lock still sees the rows as they were before it), lets `decide` write and record its change, commits, and
 * tells of it. What `decide` returns without recording (a conflict, nothing to change) commits nothing.
 *
 * A request whose `clientMutationId` is remembered gets the activity that it then recorded, and `decide` is not called.
 * Throws NotFoundError for whoever is no member, ForbiddenError below `role`, BadUserInputError when the id was used
 * for something else.
 */
export async function changeProject<A extends Activity, R>(
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<A | R>,
): Promise<A | R> {
  const transact = () => context.queue.run(request.projectId, () => runTransaction<A, R>(context, request, decide));
  const { result, seq, recorded } = await transact().catch((error: unknown) => {
    // The same id was at work in another project at the same time; now it is remembered.
    if (isRememberedElsewhere(error)) return transact();
    throw error;
  });
  if (recorded) context.announce(recorded);
  context.answeredAt(request.projectId, seq);
  return result;
}

interface Outcome<T> {
  readonly result: T;
  /** The number that the result belongs to. */
  readonly seq: number;
  /** What was committed, if anything was. */
  readonly recorded: Activity | null;
}

async function runTransaction<A extends Activity, R>(
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<A | R>,
): Promise<Outcome<A | R>> {
  const client = await context.pool.connect();
  let failure: unknown;
  try {
    await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    const outcome = await changeWithin<A, R>(client, context, request, decide);
    await client.query(outcome.recorded ? "COMMIT" : "ROLLBACK");
    return outcome;
  } catch (error) {
    failure = await client.query("ROLLBACK").then(
      () => undefined,
      (rollbackError: unknown) => rollbackError,
    );
    throw error;
  } finally {
    client.release(failure !== undefined);
  }
}

async function changeWithin<A extends Activity, R>(
  client: PoolClient,
  context: OperationContext,
  request: ChangeRequest,
  decide: (change: ProjectChange) => Promise<A | R>,
): Promise<Outcome<A | R>> {
  await request.create?.(client);
  await client.query(lockStatement(request.projectId));
  const clientMutationId = request.input.clientMutationId ?? null;
  const standing = await readStanding(client, request.projectId, context.viewer.userId, clientMutationId);
  if (!standing || (!standing.isDeleted && !standing.role)) throw new NotFoundError(nothingFound);
  const requestHash = hashRequest(request);
  if (standing.remembered) {
    const activity = recall<A>(standing.remembered, requestHash);
    return { result: activity, seq: activity.seq, recorded: null };
  }
  if (standing.isDeleted || !standing.role) throw new NotFoundError(nothingFound);
  requireRole(standing.role, request.role);

  const { seq, at, actor, role } = standing;
  const recorded: { activity: Activity | null } = { activity: null };
  const result = await decide({
    client,
    projectId: request.projectId,
    seq,
    at,
    actor,
    role,
    async record<C extends Change>(change: C) {
      const activity = { ...change, projectId: request.projectId, seq: seq + 1, at, actor, clientMutationId };
      // The compiler cannot see that a change of one kind and the common part are the activity of that kind.
      recorded.activity = activity as unknown as Activity;
      const rememberedBy = clientMutationId === null ? null : requestHash;
      await client.query(recordStatement(recorded.activity, rememberedBy, context.origin));
      return activity as unknown as ActivityOf<C["type"]>;
    },
  });
  return { result, seq: recorded.activity ? seq + 1 : seq, recorded: recorded.activity };
}

const nothingFound = "There is no such thing, or you are no member of its project.";

function lockStatement(projectId: string) {
  return {
    name: "change-lock",
    text: "SELECT FROM project_heads WHERE project_id = $1 FOR NO KEY UPDATE",
    values: [projectId],
  };
}

interface Standing {
  readonly seq: number;
  readonly at: string;
  readonly isDeleted: boolean;
  readonly role: ProjectRole | null;
  readonly actor: UserSnapshot;
  readonly remembered: Remembered | null;
}

interface Remembered {
  /** Hexadecimal. */
  readonly requestHash: string;
  /** Whether its project is a tombstone or still has the viewer as a member. */
  readonly isVisible: boolean;
  readonly snapshot: object;
}

async function readStanding(
  client: PoolClient,
  projectId: string,
  userId: string,
  clientMutationId: string | null,
): Promise<Standing | undefined> {
  const { rows } = await client.query<Standing>({
    name: "change-standing",
    text: `
      SELECT h.seq, p.deleted_at IS NOT NULL AS "isDeleted", m.role,
        to_char(greatest(clock_timestamp(), h.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
        json_build_object('id', u.id, 'name', u.name, 'email', u.email) AS actor,
        (SELECT json_build_object(
           'requestHash', encode(a.request_hash, 'hex'),
           'isVisible', ap.deleted_at IS NOT NULL OR EXISTS (
             SELECT FROM memberships am WHERE am.project_id = a.project_id AND am.user_id = $2),
           'snapshot', a.snapshot::jsonb || jsonb_build_object(
             'type', a.type, 'seq', a.seq, 'projectId', a.project_id, 'clientMutationId', a.client_mutation_id,
             'at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
         FROM activities a JOIN projects ap ON ap.id = a.project_id
         WHERE a.actor_id = $2 AND a.client_mutation_id = $3) AS remembered
      FROM project_heads h JOIN projects p ON p.id = h.project_id JOIN users u ON u.id = $2
        LEFT JOIN memberships m ON m.project_id = h.project_id AND m.user_id = $2
      WHERE h.project_id = $1`,
    values: [projectId, userId, clientMutationId],
  });
  return rows[0];
}

function recall<A extends Activity>(remembered: Remembered, requestHash: Buffer): A {
  if (!remembered.isVisible) throw new NotFoundError(nothingFound);
  if (remembered.requestHash !== requestHash.toString("hex")) {
    throw BadUserInputError.at(["input", "clientMutationId"], "clientMutationId was used for another change before.");
  }
  const activity = decodeActivity(remembered.snapshot);
  if (!activity) throw new Error("A remembered change was written by a newer version and cannot be read here.");
  // The hash names the operation, and an operation records one kind of activity.
  return activity as A;
}

function hashRequest({ operation, input }: ChangeRequest): Buffer {
  return createHash("sha256")
    .update(`${operation}\n${stringify(input)}`)
    .digest();
}

function recordStatement(activity: Activity, requestHash: Buffer | null, origin: OperationContext["origin"]) {
  const { type, projectId, seq, at, clientMutationId, ...snapshot } = activity;
  const taskId = "taskId" in snapshot ? snapshot.taskId : "task" in snapshot ? snapshot.task.id : null;
  const commentId = "commentId" in snapshot ? snapshot.commentId : "comment" in snapshot ? snapshot.comment.id : null;
  return {
    name: "change-record",
    text: `
      WITH head AS (UPDATE project_heads SET seq = $2, at = $4 WHERE project_id = $1)
      INSERT INTO activities (project_id, seq, type, at, actor_id, task_id, comment_id, fields, snapshot,
        client_mutation_id, request_hash, address, user_agent)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [
      projectId,
      seq,
      type,
      at,
      snapshot.actor.id,
      taskId,
      commentId,
      changedFields(activity),
      JSON.stringify(snapshot),
      clientMutationId,
      requestHash,
      origin.address,
      origin.userAgent,
    ],
  };
}

function changedFields(activity: Activity): string[] {
  if (activity.type === "TaskUpdated") return activity.changes;
  if (activity.type === "TaskStatusChanged") return ["STATUS", "POSITION"];
  if (activity.type === "CommentUpdated") return ["BODY"];
  return [];
}

function isRememberedElsewhere(error: unknown): boolean {
  return (
    error instanceof Error && "constraint" in error && error.constraint === "activities_actor_id_client_mutation_id_key"
  );
}
