import { createHash } from "node:crypto";
import { GraphQLError } from "graphql";
import type { Prisma, TaskPriority } from "../../../src/database/generated/client.ts";
import { channelOf } from "../peer.ts";
import { type Context, notFound } from "./context.ts";

interface UpdateTaskInput {
  readonly taskId: string;
  readonly title?: string | null;
  readonly description?: string | null;
  readonly priority?: TaskPriority | null;
  readonly assigneeId?: string | null;
  readonly dueAt?: Date | null;
  readonly expectedVersion?: number | null;
  readonly clientMutationId?: string | null;
}

/** Relations that a task is answered with. */
export const taskParts = { assignee: true, createdBy: true, labels: { include: { label: true } } } as const;

/** Milliseconds. Prisma's own limits, 2 s and 5 s, are too short for 16 at a time on one project of a busy machine. */
const patience = { maxWait: 30_000, timeout: 30_000 };

/** Locks the project by taking its next number, so that versions need no second try. */
export async function updateTask(
  _root: unknown,
  { input }: { readonly input: UpdateTaskInput },
  { prisma, pubsub, user, address, userAgent }: Context,
) {
  const outcome = await prisma
    .$transaction(async (tx) => {
      const located = await tx.task.findUnique({ where: { id: input.taskId }, select: { projectId: true } });
      if (!located) throw notFound();
      const { projectId } = located;
      const membership = await tx.membership.findUnique({
        where: { projectId_userId: { projectId, userId: user.id } },
      });
      if (!membership) throw notFound();
      if (membership.role === "VIEWER") throw new GraphQLError("Forbidden", { extensions: { code: "FORBIDDEN" } });

      const at = new Date();
      const { seq } = await tx.projectHead.update({ where: { projectId }, data: { seq: { increment: 1 }, at } });
      const stored = await tx.task.findUniqueOrThrow({ where: { id: input.taskId }, include: taskParts });
      const edits = findEdits(stored, input);
      const changes = Object.keys(edits).map((name) => fieldNames[name as keyof typeof fieldNames]);
      const versions = stored.fieldVersions as Record<string, number>;
      const { expectedVersion } = input;
      const conflicting = changes.filter(
        (field) => expectedVersion != null && (versions[field] ?? 0) > expectedVersion,
      );
      if (conflicting.length > 0) throw new Conflict({ task: stored, conflictingFields: conflicting });

      const version = stored.version + 1;
      const fieldVersions = { ...versions, ...Object.fromEntries(changes.map((field) => [field, version])) };
      const task = await tx.task.update({
        where: { id: input.taskId },
        data: { ...edits, version, fieldVersions, updatedAt: at },
        include: taskParts,
      });
      const actor = toUser(user);
      const snapshot = { actor, task: toSnapshot(task), changes };
      const clientMutationId = input.clientMutationId ?? null;
      const event = {
        type: "TaskUpdated",
        projectId,
        seq,
        at: at.toISOString(),
        clientMutationId,
        actor,
        task: snapshot.task,
        taskChanges: changes,
      };
      await tx.activity.create({
        data: {
          projectId,
          seq,
          type: "TaskUpdated",
          at,
          actorId: user.id,
          taskId: task.id,
          fields: changes,
          snapshot,
          clientMutationId,
          requestHash: createHash("sha256")
            .update(`updateTask\n${JSON.stringify(input)}`)
            .digest(),
          address,
          userAgent,
        },
      });
      return { event, payload: { task, seq, clientMutationId, mergedFields: [] } };
    }, patience)
    .catch((error: unknown) => {
      if (error instanceof Conflict) return error;
      throw error;
    });
  if (outcome instanceof Conflict) return describeConflict(outcome, input.expectedVersion ?? 0);
  await pubsub.publish(channelOf(outcome.event.projectId), outcome.event);
  return outcome.payload;
}

type StoredTask = Prisma.TaskGetPayload<{ include: typeof taskParts }>;

/** Undoes the transaction. */
class Conflict extends Error {
  readonly state: { readonly task: StoredTask; readonly conflictingFields: readonly string[] };

  constructor(state: Conflict["state"]) {
    super("The task has changed since.");
    this.state = state;
  }
}

function describeConflict({ message, state }: Conflict, expectedVersion: number) {
  return { message, expectedVersion, currentVersion: state.task.version, ...state };
}

const fieldNames = {
  title: "TITLE",
  description: "DESCRIPTION",
  priority: "PRIORITY",
  assigneeId: "ASSIGNEE",
  dueAt: "DUE_AT",
} as const;

function findEdits(task: StoredTask, { title, description, priority, assigneeId, dueAt }: UpdateTaskInput) {
  return {
    ...(title != null && title !== task.title && { title }),
    ...(description !== undefined && description !== task.description && { description }),
    ...(priority != null && priority !== task.priority && { priority }),
    ...(assigneeId !== undefined && assigneeId !== task.assigneeId && { assigneeId }),
    ...(dueAt !== undefined && dueAt?.getTime() !== task.dueAt?.getTime() && { dueAt }),
  };
}

function toSnapshot({ assigneeId: _, createdById: __, fieldVersions: ___, ...task }: StoredTask) {
  return {
    ...task,
    dueAt: task.dueAt?.toISOString() ?? null,
    createdAt: task.createdAt.toISOString(),
    updatedAt: task.updatedAt.toISOString(),
    assignee: task.assignee && toUser(task.assignee),
    createdBy: toUser(task.createdBy),
  };
}

function toUser({ id, name, email }: StoredTask["createdBy"]) {
  return { id, name, email };
}
