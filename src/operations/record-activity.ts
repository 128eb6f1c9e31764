import type { ClientBase } from "pg";
import type { Activity, CommentField, TaskField } from "../model/activity.ts";
import type { OperationContext } from "./operation-context.ts";

/** Writes the change into the log and makes its number the project's. `requestHash`: hexadecimal; null: no retries. */
export async function recordActivity(
  client: ClientBase,
  activity: Activity,
  requestHash: string | null,
  origin: OperationContext["origin"],
): Promise<void> {
  const { type, seq, taskId, commentId, fields, snapshot } = toRow(activity);
  const { projectId, at, actor, clientMutationId } = activity;
  await client.query({
    name: "change-record",
    text: `
      WITH head AS (UPDATE project_heads SET seq = $2, at = $4 WHERE project_id = $1)
      INSERT INTO activities (project_id, seq, type, at, actor_id, task_id, comment_id, fields, snapshot,
        client_mutation_id, request_hash, address, user_agent)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'), $12, $13)`,
    values: [
      projectId,
      seq,
      type,
      at,
      actor.id,
      taskId,
      commentId,
      fields,
      JSON.stringify(snapshot),
      clientMutationId,
      requestHash,
      origin.address,
      origin.userAgent,
    ],
  });
}

/** Writes changes of one project, time and actor that the same transaction follows up with `recordActivity`. */
export async function recordSteps(
  client: ClientBase,
  activities: readonly Activity[],
  origin: OperationContext["origin"],
): Promise<void> {
  const [first] = activities;
  if (!first) return;
  await client.query({
    name: "change-steps",
    text: `
      INSERT INTO activities (project_id, seq, type, at, actor_id, task_id, comment_id, fields, snapshot, address,
        user_agent)
      SELECT $1, s.seq, s.type, $2, $3, s."taskId", s."commentId", s.fields, s.snapshot, $4, $5
      FROM json_to_recordset($6) AS s(seq int, type text, "taskId" uuid, "commentId" uuid, fields text[], snapshot json)`,
    values: [
      first.projectId,
      first.at,
      first.actor.id,
      origin.address,
      origin.userAgent,
      JSON.stringify(activities.map(toRow)),
    ],
  });
}

function toRow(activity: Activity) {
  const { type, projectId: _, seq, at: __, clientMutationId: ___, ...snapshot } = activity;
  const taskId = "taskId" in snapshot ? snapshot.taskId : "task" in snapshot ? snapshot.task.id : null;
  const commentId = "commentId" in snapshot ? snapshot.commentId : "comment" in snapshot ? snapshot.comment.id : null;
  return { type, seq, taskId, commentId, fields: changedFields(activity), snapshot };
}

function changedFields(activity: Activity): readonly (TaskField | CommentField)[] {
  switch (activity.type) {
    case "TaskUpdated":
      return activity.taskChanges;
    case "TaskStatusChanged":
      return ["STATUS", "POSITION"];
    case "CommentUpdated":
      return ["BODY"];
    default:
      return [];
  }
}
