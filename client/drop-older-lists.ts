import type { ApolloCache } from "@apollo/client";
import { type CacheState, listKey } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";

/**
 * Takes out of the cache what missed changes of a project: its lists that were loaded before this number, and comments,
 * which cannot be told. Active queries fetch them again.
 */
export function dropOlderLists(cache: ApolloCache, state: CacheState, projectId: string, seq: number): void {
  const ownerId = `Project:${projectId}`;
  for (const field of ["tasks", "members", "activity"])
    cache.modify({
      id: ownerId,
      fields: {
        [field]: (list, { storeFieldName, DELETE }) =>
          (state.lists.get(listKey(ownerId, storeFieldName)) ?? -1) < seq ? DELETE : list,
      },
    });
  const commented = [...state.lists.keys()].flatMap((key) => (key.startsWith("Task:") ? [key.split(" ", 1)[0]] : []));
  for (const taskId of commented)
    if (taskId) changeLists(cache, state, { ownerId: taskId, field: "comments" }, () => undefined);
}
