import type { ApolloCache } from "@apollo/client";
import { RecentMap } from "../core/recent-map.ts";
import { AnswerGuard } from "./answer-guard.ts";
import { FollowedProjects } from "./followed-projects.ts";

/** Number of deleted items that are remembered, so that no older answer brings them back. */
const keptGone = 10_000;

/** Number of deletions after which the cache collects what nothing in it refers to. */
const deletionsPerCollection = 500;

/** State of a cache of `lockstepCache()` beside its content: how new the content is. */
export class CacheState {
  readonly guard = new AnswerGuard();
  readonly followed = new FollowedProjects();
  /** Items deleted lately, by cache id, with their project where it is known. Their cached objects are marked as gone. */
  readonly gone = new RecentMap<string | undefined>(keptGone);
  /** Age of each list when it was loaded, by `listKey`: the project's number, or for comments the task's version. */
  readonly lists = new Map<string, number>();
  #collectedAt = 0;

  /** Returns true once after every `deletionsPerCollection` deletions. */
  takeCollection(): boolean {
    if (this.gone.added < this.#collectedAt + deletionsPerCollection) return false;
    this.#collectedAt = this.gone.added;
    return true;
  }

  /** Forgets an item of which the cache holds nothing any more. */
  forget(id: string): void {
    this.guard.forget(id);
    for (const key of this.lists.keys()) if (key.startsWith(listKey(id, ""))) this.lists.delete(key);
  }

  /**
   * Forgets the versions and deletions of a project: its history is another one. Items of unknown projects are
   * forgotten too. Returns the cache ids that no longer count as deleted.
   */
  forgetHistory(projectId: string): string[] {
    this.guard.forgetProject(projectId);
    this.followed.forget(projectId);
    return this.gone.deleteWhere((of) => (of ?? projectId) === projectId);
  }

  /** Forgets everything: the cache belongs to another user. */
  clear(): void {
    this.guard.clear();
    this.followed.clear();
    this.gone.clear();
    this.lists.clear();
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
  if (!state) throw new TypeError("This needs a cache made by lockstepCache().");
  return state;
}
