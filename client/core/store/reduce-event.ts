import { isSame } from "../is-same.ts";
import type { CommentList } from "../types.ts";
import type { Comment, Label, Member, ProjectEvent, Task, User } from "../wire.ts";
import type { Board, ItemEntry, Patch } from "./board.ts";

type EventName = ProjectEvent["__typename"];

type Reducer<Name extends EventName> = (
  board: Board,
  event: Extract<ProjectEvent, { readonly __typename: Name }>,
) => Patch;

/** Effect of each event on a board. */
const reducers: { readonly [Name in EventName]: Reducer<Name> } = {
  ProjectCreated: changeFields,
  ProjectUpdated: changeFields,
  ProjectDeleted: () => ({}),
  MemberAdded: (board, { member }) => ({ ...renameUser(board, member.user), ...placeMember(board, member) }),
  MemberRoleChanged: (board, { member }) => placeMember(board, member),
  MemberUpdated: (board, { member }) => ({ ...renameUser(board, member.user), ...placeMember(board, member) }),
  MemberRemoved(board, { user }) {
    const gone = [...board.members.values()].filter((member) => member.user.id === user.id);
    return { members: gone.map(({ id }) => [id, null]) };
  },
  TaskCreated: placeTask,
  TaskUpdated: placeTask,
  TaskStatusChanged: placeTask,
  TaskRestored: placeTask,
  TaskDeleted: (_, { taskId }) => ({ tasks: [[taskId, null]], comments: [[taskId, null]] }),
  CommentCreated: placeComment,
  CommentUpdated: placeComment,
  CommentRestored: placeComment,
  CommentDeleted: (board, { commentId, task, seq }) => ({
    ...countComments(board, task),
    ...changeComments(board, task.id, seq, (comments) => comments.filter(({ id }) => id !== commentId)),
  }),
  LabelCreated: (_, { label }) => ({ labels: [[label.id, label]] }),
  LabelUpdated: (board, { label }) => ({
    labels: [[label.id, label]],
    tasks: changeLabels(board, label.id, (labels) => labels.map((each) => (each.id === label.id ? label : each))),
  }),
  LabelDeleted: (board, { labelId }) => ({ labels: [[labelId, null]], tasks: dropLabel(board, labelId) }),
};

/** Returns false for an event of a later version. A new board snapshot is needed then. */
export function isKnownEvent({ __typename }: ProjectEvent): boolean {
  return Object.hasOwn(reducers, __typename);
}

/** Returns what a known event changes. The board holds everything before the event, and nothing after it. */
export function reduceEvent(board: Board, event: ProjectEvent): Patch {
  return (reducers[event.__typename] as Reducer<EventName>)(board, event);
}

/** Returns the tasks that carry the label, without it. */
export function dropLabel(board: Board, labelId: string): ItemEntry<Task>[] {
  return changeLabels(board, labelId, (labels) => labels.filter(({ id }) => id !== labelId));
}

/** Returns the comments in the order of their creation, the given one included once. */
export function insertComment(comments: readonly Comment[], comment: Comment): Comment[] {
  const others = comments.filter(({ id }) => id !== comment.id);
  const index = others.findIndex(({ createdSeq }) => createdSeq > comment.createdSeq);
  return others.toSpliced(index < 0 ? others.length : index, 0, comment);
}

function changeFields(board: Board, { project }: { readonly project: Board["project"] }): Patch {
  return { project: { ...board.project, ...project } };
}

function placeTask(_: Board, { task }: { readonly task: Task }): Patch {
  return { tasks: [[task.id, task]] };
}

function placeMember({ me }: Board, member: Member): Patch {
  const members: Patch["members"] = [[member.id, member]];
  return member.user.id === me.id ? { members, viewerRole: member.role, me: member.user } : { members };
}

type CommentChange = Extract<ProjectEvent, { readonly comment: Comment }>;

function placeComment(board: Board, { comment, task, seq }: CommentChange): Patch {
  return {
    ...countComments(board, task),
    ...changeComments(board, task.id, seq, (comments) => insertComment(comments, comment)),
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

function changeLabels(board: Board, labelId: string, change: (labels: Label[]) => Label[]): ItemEntry<Task>[] {
  const carriers = [...board.tasks.values()].filter(({ labels }) => labels.some(({ id }) => id === labelId));
  return carriers.map((task) => [task.id, { ...task, labels: change(task.labels) }]);
}

/** Puts the person's present name everywhere, also where an account was erased. */
function renameUser(board: Board, user: User): Patch {
  const isOutdated = (other: User | null | undefined) => other?.id === user.id && !isSame(other, user);
  const tasks: ItemEntry<Task>[] = [];
  for (const task of board.tasks.values()) {
    const { assignee, createdBy } = task;
    if (!isOutdated(assignee) && !isOutdated(createdBy)) continue;
    const renamed = { ...task, createdBy: isOutdated(createdBy) ? user : createdBy };
    tasks.push([task.id, isOutdated(assignee) ? { ...renamed, assignee: user } : renamed]);
  }
  const comments: ItemEntry<CommentList>[] = [];
  for (const list of board.comments.values()) {
    if (!list.comments.some(({ author }) => isOutdated(author))) continue;
    const renamed = list.comments.map((each) => (isOutdated(each.author) ? { ...each, author: user } : each));
    comments.push([list.taskId, { ...list, comments: renamed }]);
  }
  return { tasks, comments };
}
