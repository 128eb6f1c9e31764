import type { ApolloCache } from "@apollo/client";
import type { CacheState } from "./cache-state.ts";
import { changeLists } from "./change-lists.ts";
import { listsOf } from "./lists.ts";

/**
 * Removes the lists of a project that were loaded before this number, and all comments, whose age is not comparable
 * with it. Active queries fetch them again.
 */
export function dropOlderLists(cache: ApolloCache, state: CacheState, projectId: string, seq: number): void {
  const ownerId = `Project:${projectId}`;
  for (const field of listsOf("Project"))
    changeLists(cache, state, { ownerId, field }, (list, _read, key) =>
      (state.lists.get(key) ?? -1) < seq ? undefined : list,
    );
  const owners = new Set([...state.lists.keys()].map((key) => key.split(" ", 1)[0] ?? ""));
  for (const ownerId of owners)
    for (const field of listsOf("Task"))
      if (ownerId.startsWith("Task:")) changeLists(cache, state, { ownerId, field }, () => undefined);
}
