import type { ApolloCache } from "@apollo/client";
import type { CacheState } from "./cache-state.ts";
import { dropOlderLists } from "./drop-older-lists.ts";
import { unmark } from "./mark-gone.ts";

/**
 * Forgets the versions and deletions of a project, and drops its lists: the database was restored, or failed over to an
 * older state. The next answer counts, whatever its numbers.
 */
export function forgetHistory(cache: ApolloCache, state: CacheState, projectId: string): void {
  dropOlderLists(cache, state, projectId, Number.POSITIVE_INFINITY);
  for (const id of state.forgetHistory(projectId)) unmark(cache, id);
}
