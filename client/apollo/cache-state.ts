import type { ApolloCache } from "@apollo/client";
import { RecentSet } from "../core/recent-set.ts";
import { AnswerGuard } from "./answer-guard.ts";
import { FollowedProjects } from "./followed-projects.ts";

/** How many deleted things are remembered, so that no older answer brings them back. */
const keptGone = 10_000;

/** After so many deletions it is worth looking for what nothing in the cache refers to any more. */
const deletionsPerCollection = 500;

/** What a cache of `lockstepCache()` knows besides what lies in it: how new that is. */
export class CacheState {
  readonly guard = new AnswerGuard();
  readonly followed = new FollowedProjects();
  /** What was deleted lately, by its id in the cache; what is in the cache of it is marked as gone. */
  readonly gone = new RecentSet(keptGone);
  /** How new each list was when it was loaded, by `listKey`: a project's number, or for comments the task's version. */
  readonly lists = new Map<string, number>();
  /** The history that all numbers count in. */
  epoch: string | undefined;
  #collectedAt = 0;

  /** True once after every so many deletions. */
  takeCollection(): boolean {
    if (this.gone.added < this.#collectedAt + deletionsPerCollection) return false;
    this.#collectedAt = this.gone.added;
    return true;
  }

  /** Nothing of a thing is in the cache any more. */
  forget(id: string): void {
    this.guard.forget(id);
    for (const key of this.lists.keys()) if (key.startsWith(listKey(id, ""))) this.lists.delete(key);
  }

  /** Another history, or another user: nothing of what was known counts. */
  clear(): void {
    this.guard.clear();
    this.followed.clear();
    this.gone.clear();
    this.lists.clear();
    this.epoch = undefined;
  }
}

export function listKey(ownerId: string, storeFieldName: string): string {
  return `${ownerId} ${storeFieldName}`;
}

const states = new WeakMap<ApolloCache, CacheState>();

export function attachState(cache: ApolloCache, state: CacheState): void {
  states.set(cache, state);
}

/** Throws for a cache that `lockstepCache()` did not make. */
export function requireState(cache: ApolloCache): CacheState {
  const state = states.get(cache);
  if (!state) throw new TypeError("This needs a cache that lockstepCache() made.");
  return state;
}
