import type { ApolloCache } from "@apollo/client";
import { AnswerGuard } from "./answer-guard.ts";
import { FollowedProjects } from "./followed-projects.ts";

/** What a cache of `lockstepCache()` knows besides what lies in it: how new that is. */
export class CacheState {
  readonly guard = new AnswerGuard();
  readonly followed = new FollowedProjects();
  /** How new each list was when it was loaded, by `listKey`: a project's number, or for comments the task's version. */
  readonly lists = new Map<string, number>();
  /** The history that all numbers count in. */
  epoch: string | undefined;

  /** Another history, or another user: nothing of what was known counts. */
  clear(): void {
    this.guard.clear();
    this.followed.clear();
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
