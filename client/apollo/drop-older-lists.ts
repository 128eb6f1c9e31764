import type { ApolloCache } from "@apollo/client";
import type { CacheState } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";

/**
 * Takes out of the cache what missed changes of a project: its lists that were loaded before this number, and comments,
 * which cannot be told. Active queries fetch them again.
 */
export function dropOlderLists(cache: ApolloCache, state: CacheState, projectId: string, seq: number): void {
  const ownerId = `Project:${projectId}`;
  for (const field of ["tasks", "members", "activity"])
    changeLists(cache, state, { ownerId, field }, (list, _read, key) =>
      (state.lists.get(key) ?? -1) < seq ? undefined : list,
    );
  const commented = [...state.lists.keys()].flatMap((key) => (key.startsWith("Task:") ? [key.split(" ", 1)[0]] : []));
  for (const taskId of commented)
    if (taskId) changeLists(cache, state, { ownerId: taskId, field: "comments" }, () => undefined);
}
