import { isSame } from "../is-same.ts";
import type { CommentList } from "../types.ts";
import type { Member, Task, User } from "../wire.ts";
import type { Board, ItemEntry, Patch } from "./board.ts";
import type { Reducers } from "./noun.ts";

export const memberReducers: Reducers<"MemberAdded" | "MemberRoleChanged" | "MemberUpdated" | "MemberRemoved"> = {
  MemberAdded: (board, { member }) => ({ ...renameUser(board, member.user), ...placeMember(board, member) }),
  MemberRoleChanged: (board, { member }) => placeMember(board, member),
  MemberUpdated: (board, { member }) => ({ ...renameUser(board, member.user), ...placeMember(board, member) }),
  MemberRemoved(board, { user }) {
    const gone = [...board.members.values()].filter((member) => member.user.id === user.id);
    return { members: gone.map(({ id }) => [id, null]) };
  },
};

function placeMember({ me }: Board, member: Member): Patch {
  const members: Patch["members"] = [[member.id, member]];
  return member.user.id === me.id ? { members, viewerRole: member.role, me: member.user } : { members };
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
