import type { ClientBase } from "pg";
import { ForbiddenError, NotFoundError } from "../errors/expected-error.ts";
import type { ItemNoun } from "../model/noun.ts";
import { deletedTaskContent, putBackTaskLinks, type TaskSnapshot, taskEdits } from "../model/task.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { ProjectChange } from "./operation.ts";
import { isAtLeast } from "./roles.ts";

// Deleted items live in a table of their own: no read of tasks or comments can show one.

type Restoring = Pick<ProjectChange, "client" | "projectId" | "actor" | "role" | "restoreDays">;
type Deleting = Pick<ProjectChange, "client" | "seq" | "at" | "actor">;

/** Columns of a deletion after kind, id, project and task. */
const deletionColumns = "deleted_seq, deleted_at, deleted_by_id, content";

/** Deletes the task with its comments. Both can be restored. */
export async function removeTask({ client, seq, at, actor }: Deleting, taskId: string): Promise<void> {
  await client.query({
    name: "task-delete",
    text: `
      WITH task AS (
        DELETE FROM tasks t WHERE t.id = $1
        RETURNING t.id, t.project_id, ${deletedTaskContent} AS content
      ), gone AS (DELETE FROM comments c WHERE c.task_id = $1 RETURNING c.id, c.task_id, to_jsonb(c) AS content)
      INSERT INTO deleted_items (kind, id, project_id, task_id, ${deletionColumns})
      SELECT 'TASK'::item_kind, id, project_id, NULL, $2::int, $3::timestamptz, $4::uuid, content FROM task
      UNION ALL
      SELECT 'COMMENT', gone.id, task.project_id, gone.task_id, $2, $3, $4, gone.content FROM gone, task`,
    values: [taskId, seq, at, actor.id],
  });
}

/** Deletes the comment. It can be restored. */
export async function removeComment(
  { client, seq, at, actor, projectId }: Deleting & Pick<ProjectChange, "projectId">,
  commentId: string,
): Promise<void> {
  await client.query({
    name: "comment-delete",
    text: `
      WITH gone AS (DELETE FROM comments c WHERE c.id = $1 RETURNING c.id, c.task_id, to_jsonb(c) AS content)
      INSERT INTO deleted_items (kind, id, project_id, task_id, ${deletionColumns})
      SELECT 'COMMENT', id, $2, task_id, $3, $4, $5, content FROM gone`,
    values: [commentId, projectId, seq, at, actor.id],
  });
}

/** Keeps the id of a deleted item taken, which cannot be restored. */
export async function keepTaken(
  { client, seq, at, actor, projectId }: Deleting & Pick<ProjectChange, "projectId">,
  { kind }: ItemNoun,
  id: string,
): Promise<void> {
  await client.query({
    name: "deleted-keep",
    text: `
      INSERT INTO deleted_items (kind, id, project_id, task_id, ${deletionColumns})
      VALUES ($1, $2, $3, NULL, $4, $5, $6, NULL)`,
    values: [kind, id, projectId, seq, at, actor.id],
  });
}

/** SQL condition: `deleted_items d` can still be restored; `days` names the parameter that holds RESTORE_DAYS. */
export function isRestorable(days: string): string {
  return `d.content IS NOT NULL AND d.deleted_at > now() - make_interval(days => ${days})`;
}

/** SQL: a deleted task `d` as a row of `tasks`. A column that was added since has the initial value of its edit. */
export function rowOfTask(overrides = "'{}'"): string {
  const initial = Object.values(taskEdits).map((edit) => [edit.column, "initial" in edit ? edit.initial : null]);
  return `jsonb_populate_record(NULL::tasks, '${JSON.stringify(Object.fromEntries(initial))}' || d.content || ${overrides})`;
}

/** A deleted item that may be restored. */
interface Restorable {
  /** The column of a task, and its place there. */
  readonly status: TaskSnapshot["status"];
  readonly position: string;
  /** The task of a comment. */
  readonly taskId: string;
}

/**
 * Throws NotFoundError when the project has no such deleted item, or when it was deleted more than RESTORE_DAYS ago.
 * Throws ForbiddenError for an actor who is no administrator and did not delete it. Nobody removes its content before
 * the end of the transaction.
 */
export async function requireRestorable(
  { client, projectId, actor, role, restoreDays }: Restoring,
  { kind }: ItemNoun,
  id: string,
): Promise<Restorable> {
  const { rows } = await client.query<Restorable & { deletedById: string; isRestorable: boolean }>({
    name: "deleted-read",
    text: `
      SELECT d.deleted_by_id AS "deletedById", ${isRestorable("$4")} AS "isRestorable", d.task_id AS "taskId",
        d.content->>'status' AS status, d.content->>'position' AS position
      FROM deleted_items d WHERE d.kind = $1 AND d.id = $2 AND d.project_id = $3 FOR UPDATE`,
    values: [kind, id, projectId, restoreDays],
  });
  const [item] = rows;
  if (!item) throw new NotVisibleError();
  if (!item.isRestorable) {
    throw new NotFoundError(`Not found: deleted items can be restored for ${restoreDays} days.`);
  }
  if (item.deletedById !== actor.id && !isAtLeast(role, "ADMIN")) {
    throw new ForbiddenError("Only an administrator may restore what somebody else deleted.");
  }
  return item;
}

/** Puts a deleted task and the comments that went with it back, as the task's next version at the position. */
export async function putBackTask(client: ClientBase, taskId: string, position: string, at: string): Promise<void> {
  await client.query({
    name: "task-restore",
    text: `
      WITH d AS (DELETE FROM deleted_items WHERE kind = 'TASK' AND id = $1 RETURNING *),
      task AS (
        INSERT INTO tasks SELECT t.* FROM d CROSS JOIN LATERAL (SELECT (d.content->>'version')::int + 1 AS version) next
          CROSS JOIN LATERAL ${rowOfTask(`jsonb_build_object(
            'version', next.version, 'position', $2::text, 'updated_at', $3::timestamptz,
            'field_versions', d.content->'field_versions' || jsonb_build_object('POSITION', next.version))`)} t
      ), links AS (${putBackTaskLinks}), gone AS (
        DELETE FROM deleted_items c USING d
        WHERE c.kind = 'COMMENT' AND c.task_id = d.id AND c.deleted_seq = d.deleted_seq RETURNING c.content)
      INSERT INTO comments SELECT c.* FROM gone CROSS JOIN LATERAL jsonb_populate_record(NULL::comments, content) c`,
    values: [taskId, position, at],
  });
}

/** Puts a deleted comment back, as its next version. */
export async function putBackComment(client: ClientBase, commentId: string): Promise<void> {
  await client.query({
    name: "comment-restore",
    text: `
      WITH d AS (DELETE FROM deleted_items WHERE kind = 'COMMENT' AND id = $1 RETURNING content)
      INSERT INTO comments SELECT c.* FROM d CROSS JOIN LATERAL jsonb_populate_record(NULL::comments,
        content || jsonb_build_object('version', (content->>'version')::int + 1)) c`,
    values: [commentId],
  });
}
