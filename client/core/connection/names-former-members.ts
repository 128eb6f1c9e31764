import type { ConfirmedBoard } from "../store/board.ts";

/** Returns true when tasks or comments name people who are no members any more. */
export function namesFormerMembers({ tasks, comments, members }: ConfirmedBoard): boolean {
  const present = new Set(Array.from(members.values(), ({ user }) => user.id));
  const named = [
    ...Array.from(tasks.values(), ({ createdBy, assignee }) => [createdBy, assignee ?? createdBy]).flat(),
    ...Array.from(comments.values(), (list) => list.comments.map(({ author }) => author)).flat(),
  ];
  return named.some(({ id }) => !present.has(id));
}
