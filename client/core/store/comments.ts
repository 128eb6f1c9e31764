import type { CommentList } from "../types.ts";
import type { Comment, ProjectEvent } from "../wire.ts";
import type { Board, Patch } from "./board.ts";
import { create, edit, type Previews, type Reducers, type Rules, restore, type ViewedBoard } from "./noun.ts";

type CommentEvent = "CommentCreated" | "CommentUpdated" | "CommentRestored" | "CommentDeleted";

export const commentReducers: Reducers<CommentEvent> = {
  CommentCreated: placeComment,
  CommentUpdated: placeComment,
  CommentRestored: placeComment,
  CommentDeleted: (board, { commentId, task, seq }) => ({
    ...countComments(board, task),
    ...changeComments(board, task.id, seq, (comments) => comments.filter(({ id }) => id !== commentId)),
  }),
};

export const commentPreviews: Previews<"createComment" | "updateComment" | "deleteComment" | "restoreComment"> = {
  createComment(view, { id = "", taskId, body }, createdAt) {
    const task = view.tasks.get(taskId);
    const list = view.comments.get(taskId);
    if (!task || list?.comments.some((comment) => comment.id === id)) return {};
    const tasks: Patch["tasks"] = [[taskId, { ...task, commentCount: task.commentCount + 1 }]];
    if (!list) return { tasks };
    const at = new Date(createdAt).toISOString();
    const times = { createdAt: at, updatedAt: at, createdSeq: Number.MAX_SAFE_INTEGER };
    const comment: Comment = { id, body, version: 0, author: view.me, ...times };
    return { tasks, comments: [[taskId, { ...list, comments: insertComment(list.comments, comment) }]] };
  },
  updateComment: (view, { commentId, body }) => editComment(view, commentId, (comment) => ({ ...comment, body })),
  deleteComment(view, { commentId }) {
    const taskId = findComment(view, commentId)?.taskId ?? "";
    const task = view.tasks.get(taskId);
    const patch = editComment(view, commentId, () => null);
    return task ? { ...patch, tasks: [[taskId, { ...task, commentCount: task.commentCount - 1 }]] } : patch;
  },
  restoreComment: () => ({}),
};

const comment = {
  target: "commentId",
  find: (board: Board, id: string) => findComment(board, id)?.comment,
} as const;

export const commentRules: Rules<keyof typeof commentPreviews> = {
  createComment: { ...comment, ...create, parent: "taskId", needs: { body: true } },
  updateComment: { ...comment, ...edit, needs: { body: true } },
  deleteComment: { ...comment, action: "delete", fields: ["body"] },
  restoreComment: { ...comment, ...restore },
};

/** Returns the comments in the order of their creation, the given one included once. */
function insertComment(comments: readonly Comment[], inserted: Comment): Comment[] {
  const others = comments.filter(({ id }) => id !== inserted.id);
  const index = others.findIndex(({ createdSeq }) => createdSeq > inserted.createdSeq);
  return others.toSpliced(index < 0 ? others.length : index, 0, inserted);
}

type CommentChange = Extract<ProjectEvent, { readonly comment: Comment }>;

function placeComment(board: Board, { comment: placed, task, seq }: CommentChange): Patch {
  return {
    ...countComments(board, task),
    ...changeComments(board, task.id, seq, (comments) => insertComment(comments, placed)),
  };
}

function countComments({ tasks }: Board, { id, version, commentCount }: CommentChange["task"]): Patch {
  const task = tasks.get(id);
  return task ? { tasks: [[id, { ...task, version, commentCount }]] } : {};
}

/** A list that was loaded at the event's number, or later, holds its effect already. */
function changeComments(
  board: Board,
  taskId: string,
  seq: number,
  change: (comments: readonly Comment[]) => readonly Comment[],
): Patch {
  const list = board.comments.get(taskId);
  if (!list || list.seq >= seq) return {};
  const changed: CommentList = { taskId, seq, comments: change(list.comments) };
  return { comments: [[taskId, changed]] };
}

function editComment(view: ViewedBoard, commentId: string, change: (comment: Comment) => Comment | null): Patch {
  const list = view.comments.get(findComment(view, commentId)?.taskId ?? "");
  if (!list) return {};
  const comments = list.comments.flatMap((each) => (each.id === commentId ? (change(each) ?? []) : each));
  return { comments: [[list.taskId, { ...list, comments }]] };
}

/** Finds a comment in the lists that are loaded. */
export function findComment(board: Board, commentId: string): { taskId: string; comment: Comment } | undefined {
  for (const list of board.comments.values()) {
    const comment = list.comments.find(({ id }) => id === commentId);
    if (comment) return { taskId: list.taskId, comment };
  }
  return undefined;
}
