import { useEffect, useMemo } from "react";
import type { Submitted } from "../core/outbox/outbox.ts";
import type { Change, ChangeInputs, Comment, TaskValues, WireItem } from "../core/wire.ts";
import type { TaskStatus } from "../generated/graphql.ts";
import { useOpenProjects } from "./lockstep-provider.ts";

/** A new item. It shows at once under this id, which the server keeps. */
export interface Created {
  /** UUID of the item, final from the start: use it as a key, in links and in further changes. */
  readonly id: string;
  /** Resolves when the item survives a reload (`disk`), or with `memory` when storage takes nothing. Never rejects. */
  readonly accepted: Submitted["accepted"];
}

/** Fields of a new task. Without `status` it is a TODO. */
export type NewTask = Omit<ChangeInputs["createTask"], "id">;

/** Place in a column. Without a neighbour that stands there it is the column's end. */
export interface TaskPlace {
  /** Default: the task's column. */
  readonly status?: TaskStatus;
  /** The task above, or null. One that is gone or in another column is passed over. */
  readonly afterTaskId?: string | null;
  /** The task below, or null. One that is gone or in another column is passed over. */
  readonly beforeTaskId?: string | null;
}

/**
 * Actions on tasks. Each shows at once and is sent as soon as possible, also after a reload. Refusals and conflicts are
 * items of `useOutbox`. Each throws while the project is not loaded.
 */
export interface TaskActions {
  /** Adds a task at the end of its column. */
  readonly create: (task: NewTask) => Created;
  /** Changes fields of a task at once, such as of many in a row. Where somebody types, use `useTaskEditor`. */
  readonly update: (taskId: string, values: Partial<TaskValues>) => Submitted;
  /** Moves a task within its column or to another one. */
  readonly move: (taskId: string, place: TaskPlace) => Submitted;
  /** Deletes a task with its comments. It can be restored for 30 days. */
  readonly remove: (taskId: string) => Submitted;
  /** Undoes a deletion. The task shows when the server has restored it. */
  readonly restore: (taskId: string) => Submitted;
}

/**
 * Returns the actions on a project's tasks, always the same for a project. It stays open while the component is
 * mounted.
 */
export function useTaskActions(projectId: string): TaskActions {
  return useActions(projectId, toTaskActions);
}

/** Actions on the comments of a task; see `TaskActions`. For autosave use `useCommentEditor`. */
export interface CommentActions {
  /** Adds a comment at the end. It also shows where the comments are not loaded: in the task's `commentCount`. */
  readonly create: (body: string) => Created;
  /** Saves an edited text. `seen`: the comment as it was when the edit began (default: as it is now). */
  readonly update: (commentId: string, body: string, seen?: Comment) => Submitted;
  /** Deletes a comment. It can be restored for 30 days. */
  readonly remove: (commentId: string) => Submitted;
  /** Undoes a deletion. The comment shows when the server has restored it. */
  readonly restore: (commentId: string) => Submitted;
}

/** Returns the actions on a task's comments, always the same for a task; see `useTaskActions`. */
export function useCommentActions(projectId: string, taskId: string): CommentActions {
  const actions = useActions(projectId, toCommentActions);
  return useMemo(() => ({ ...actions, create: (body) => actions.create(taskId, body) }), [actions, taskId]);
}

export type Submit = (change: Change, seen?: WireItem) => Submitted;

/** Keeps the project open, and makes the actions once. */
export function useActions<T>(projectId: string, create: (submit: Submit) => T): T {
  const projects = useOpenProjects();
  useEffect(() => projects.use(projectId, () => () => {}), [projects, projectId]);
  return useMemo(
    () => create((change, seen) => projects.require(projectId).submit(change, seen)),
    [projects, projectId, create],
  );
}

function toTaskActions(submit: Submit): TaskActions {
  return {
    create: (input) => toCreated(submit({ kind: "createTask", input })),
    update: (taskId, values) => submit({ kind: "updateTask", input: { taskId, ...values } }),
    move: (taskId, place) => submit({ kind: "moveTask", input: { taskId, ...place } }),
    remove: (taskId) => submit({ kind: "deleteTask", input: { taskId } }),
    restore: (taskId) => submit({ kind: "restoreTask", input: { taskId } }),
  };
}

function toCommentActions(submit: Submit) {
  return {
    create: (taskId: string, body: string) => toCreated(submit({ kind: "createComment", input: { taskId, body } })),
    update: (commentId: string, body: string, seen?: Comment) =>
      submit({ kind: "updateComment", input: { commentId, body } }, seen),
    remove: (commentId: string) => submit({ kind: "deleteComment", input: { commentId } }),
    restore: (commentId: string) => submit({ kind: "restoreComment", input: { commentId } }),
  };
}

/** The id of a new item is that of its change. */
export function toCreated({ id, accepted }: Submitted): Created {
  return { id, accepted };
}
