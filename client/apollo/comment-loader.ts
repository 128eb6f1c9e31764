import type { ApolloCache } from "@apollo/client";
import { chooseWait } from "../core/connection/backoff.ts";
import type { ObservedProject } from "../core/lockstep/lockstep.ts";

const environment = { random: Math.random, signals: { isVisible: () => true } };

/** Loads the comments that a cache lists into the store, which follows them from then on. */
export class CommentLoader {
  readonly #project: ObservedProject;
  readonly #cache: ApolloCache;
  /** Tasks whose comments are on their way. */
  readonly #loading = new Set<string>();
  readonly #closing = new AbortController();

  constructor(project: ObservedProject, cache: ApolloCache) {
    this.#project = project;
    this.#cache = cache;
  }

  /** Where the cache lists comments that the store does not know, it loads them: they have changed. */
  adopt(taskId: string): void {
    if (this.#project.store.comments(taskId)) return;
    let isListed = false;
    this.#cache.modify<{ comments: unknown }>({
      id: `Task:${taskId}`,
      fields: {
        comments: (list) => {
          isListed = true;
          return list;
        },
      },
      broadcast: false,
    });
    if (isListed) void this.load(taskId);
  }

  /** Loads the comments of a task. Tries until they are there. */
  async load(taskId: string): Promise<void> {
    if (this.#loading.has(taskId)) return;
    this.#loading.add(taskId);
    const { signal } = this.#closing;
    for (let failures = 1; this.#project.store.confirmed?.tasks.has(taskId) && !signal.aborted; failures += 1) {
      if ((await this.#project.loadComments(taskId, signal)) === null) break;
      await new Promise((resolve) => setTimeout(resolve, chooseWait(failures, environment)));
    }
    this.#loading.delete(taskId);
  }

  /** Loads nothing more. */
  close(): void {
    this.#closing.abort();
  }
}
