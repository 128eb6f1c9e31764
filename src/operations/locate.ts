import type { ItemKind } from "../database/generated/enums.ts";
import { NotFoundError } from "../errors/expected-error.ts";
import type { Retryable } from "./operation.ts";
import type { Reads } from "./reads.ts";
import type { Viewer } from "./viewer.ts";

/**
 * The viewer, and the pool to read with. A change reads with its own pool: its first step is limited like the change.
 */
interface Locating {
  readonly viewer: Viewer;
  readonly pool: Reads;
}

/** The project that the input names. */
export function givenProject(_context: Locating, { projectId }: { readonly projectId: string }): string {
  return projectId;
}

const ofTask = `
  SELECT m.project_id FROM tasks t JOIN memberships m ON m.project_id = t.project_id AND m.user_id = $2
  WHERE t.id = $1`;

const ofComment = `
  SELECT m.project_id FROM comments c JOIN tasks t ON t.id = c.task_id
    JOIN memberships m ON m.project_id = t.project_id AND m.user_id = $2
  WHERE c.id = $1`;

const ofLabel = `
  SELECT m.project_id FROM labels l JOIN memberships m ON m.project_id = l.project_id AND m.user_id = $2
  WHERE l.id = $1`;

function ofDeleted(kind: ItemKind): string {
  return `
    SELECT m.project_id FROM deleted_items d JOIN memberships m ON m.project_id = d.project_id AND m.user_id = $2
    WHERE d.kind = '${kind}' AND d.id = $1`;
}

/**
 * The project of a task, which never changes. Once the task is gone, the project in which the viewer's change of this
 * `clientMutationId` is remembered. Throws NotFoundError, also for whoever is no member.
 */
export function requireProjectOfTask(context: Locating, taskId: string, request: Retryable): Promise<string> {
  return locate(context, { name: "locate-task", sources: [ofTask], id: taskId }, request);
}

/** The same, also of a task that was deleted. */
export function requireProjectOfTaskOrDeleted(context: Locating, taskId: string, request: Retryable): Promise<string> {
  return locate(context, { name: "locate-any-task", sources: [ofTask, ofDeleted("TASK")], id: taskId }, request);
}

/** The project of a comment. */
export function requireProjectOfComment(context: Locating, commentId: string, request: Retryable): Promise<string> {
  return locate(context, { name: "locate-comment", sources: [ofComment], id: commentId }, request);
}

/** The same, also of a comment that was deleted. */
export function requireProjectOfCommentOrDeleted(
  context: Locating,
  commentId: string,
  request: Retryable,
): Promise<string> {
  const sources = [ofComment, ofDeleted("COMMENT")];
  return locate(context, { name: "locate-any-comment", sources, id: commentId }, request);
}

/** The project of a label. */
export function requireProjectOfLabel(context: Locating, labelId: string, request: Retryable): Promise<string> {
  return locate(context, { name: "locate-label", sources: [ofLabel], id: labelId }, request);
}

async function locate(
  { pool, viewer }: Locating,
  { name, sources, id }: { readonly name: string; readonly sources: readonly string[]; readonly id: string },
  { clientMutationId = null }: Retryable,
): Promise<string> {
  const { rows } = await pool.query<{ projectId: string | null }>({
    name,
    text: `
      SELECT coalesce(
        ${sources.map((sql) => `(${sql})`).join(", ")},
        (SELECT project_id FROM activities WHERE actor_id = $2 AND client_mutation_id = $3)) AS "projectId"`,
    values: [id, viewer.userId, clientMutationId],
  });
  const projectId = rows[0]?.projectId ?? null;
  if (projectId === null) throw new NotFoundError();
  return projectId;
}
