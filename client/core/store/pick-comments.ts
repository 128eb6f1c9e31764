import type { CommentList } from "../types.ts";
import type { ProjectStore } from "./project-store.ts";

/** Comments of all tasks that are picked, at most. */
const mostComments = 2_000;

/** Comments of a task that are picked, at most. A longer list is left out: a part of one might pass for the whole. */
const longestList = 200;

/**
 * Returns the wanted comments that can be on disk at the store's position: of the tasks that came into the store last.
 * A list that is ahead of it waits, as the events in between may be of a history that gets lost.
 */
export function pickComments({ confirmed, state }: ProjectStore, isWanted: (taskId: string) => boolean): CommentList[] {
  let left = mostComments;
  const isPicked = ({ seq, taskId, comments: { length } }: CommentList) => {
    if (seq > state.seq || !isWanted(taskId) || length > longestList) return false;
    left -= length;
    return left >= 0;
  };
  return [...(confirmed?.comments.values() ?? [])].reverse().filter(isPicked).reverse();
}
