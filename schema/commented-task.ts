import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from "graphql";
import { NotFoundError } from "../src/errors/expected-error.ts";
import type { CommentedTaskSnapshot, TaskSnapshot } from "../src/model/task.ts";
import { findTasks } from "../src/operations/list-tasks.ts";
import type { Context } from "./context.ts";
import { partInEvents } from "./in-events.ts";

const carriedFields: readonly (keyof CommentedTaskSnapshot)[] = ["id", "version", "commentCount"];

/** Marks the task of a comment's event. */
export const commentedTaskInEvents = partInEvents(...carriedFields);

/** The task of a comment's event; `commentedTaskInEvents` keeps documents from selecting more of it than there is. */
export function toCarriedTask({ task }: { readonly task: CommentedTaskSnapshot }): TaskSnapshot {
  return task as TaskSnapshot;
}

/**
 * Returns the task of a comment that was just changed. If only `id`, `version` and `commentCount` are selected, it is
 * the state that the change left, so that a retry is answered alike. Otherwise it is the current state. Throws
 * NotFoundError when it has to be read and was deleted, or the viewer is not a member of its project.
 */
export async function resolveCommentedTask(
  task: CommentedTaskSnapshot,
  context: Context,
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, "fieldNodes" | "fragments">,
): Promise<TaskSnapshot> {
  const isCarried = fieldNodes.every(({ selectionSet }) => !selectionSet || selectsCarried(selectionSet));
  return isCarried ? toCarriedTask({ task }) : readCommentedTask(task.id, context);

  function selectsCarried({ selections }: SelectionSetNode): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return answerable.has(selection.name.value);
      const { selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : (fragments[selection.name.value] ?? {});
      return !selectionSet || selectsCarried(selectionSet);
    });
  }
}

/** The task as it stands now. Throws NotFoundError. */
export async function readCommentedTask(taskId: string, context: Context): Promise<TaskSnapshot> {
  const task = await context.loaders.each(findTasks)(taskId);
  if (!task) throw new NotFoundError("The comment's task was deleted.");
  await context.requireProject(task.projectId);
  return task;
}

const answerable: ReadonlySet<string> = new Set([...carriedFields, "__typename"]);
