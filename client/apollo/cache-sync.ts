import type { ApolloLink, InMemoryCache } from "@apollo/client";
import type { ObservedProject } from "../core/lockstep/lockstep.ts";
import { correctAnswer } from "./correct-answer.ts";
import { ProjectSync } from "./project-sync.ts";

/** Keeps a cache in step with all open projects: the base cache, and one layer for the pending view. */
export class CacheSync {
  readonly #cache: InMemoryCache;
  readonly #projects = new Set<ProjectSync>();
  /** Number of the layer that is there; null: none. */
  #layer: number | null = null;
  #layers = 0;

  constructor(cache: InMemoryCache) {
    this.#cache = cache;
  }

  /** Follows a project until the function that it returns is called. */
  open(project: ObservedProject): () => void {
    const sync = new ProjectSync(project, this.#cache);
    this.#projects.add(sync);
    const end = project.onChange((change) => {
      sync.note(change);
      this.#write();
    });
    const endItems = project.onItem((item) => sync.noteItem(item));
    this.#write();
    return () => {
      end();
      endItems();
      sync.comments.close();
      this.#projects.delete(sync);
      this.#write(true);
    };
  }

  /** The cache was emptied. */
  restart(): void {
    this.#layer = null;
    for (const sync of this.#projects) sync.restart();
    this.#write();
  }

  close(): void {
    for (const sync of this.#projects) sync.comments.close();
    this.#projects.clear();
    this.#write(true);
  }

  /** Hands an answer on to the client, in which nothing is older than the open projects. */
  takeAnswer(
    operation: ApolloLink.Operation,
    result: ApolloLink.Result,
    hand: (result: ApolloLink.Result) => void,
  ): void {
    const corrected = correctAnswer(this.#cache, operation, result, [...this.#projects]);
    hand(corrected.result);
    corrected.finish();
    // The layer may hide what the answer has brought.
    this.#write(true);
  }

  #write(isOther = false): void {
    let hasChanged = false;
    for (const sync of this.#projects) hasChanged = sync.writeConfirmed() || hasChanged;
    const projects = [...this.#projects];
    const hasLayer = this.#layer !== null;
    const isOutdated = projects.some((sync) => sync.isLayerOutdated) || (hasLayer && (hasChanged || isOther));
    if (isOutdated) this.#replaceLayer(projects);
    // Tells the watchers.
    else if (hasChanged) this.#cache.batch({ update: () => undefined });
  }

  /** The layer copies whole objects. So it is recorded anew when something below it changes, too. */
  #replaceLayer(projects: readonly ProjectSync[]): void {
    const old = this.#layer;
    const isNeeded = projects.some((sync) => sync.hasPending);
    this.#layers += 1;
    this.#layer = isNeeded ? this.#layers : null;
    this.#cache.batch({
      ...(isNeeded ? { optimistic: nameOf(this.#layers) } : { optimistic: true }),
      ...(old !== null && { removeOptimistic: nameOf(old) }),
      update: () => {
        for (const sync of projects) sync.writePending();
      },
    });
  }
}

function nameOf(layer: number): string {
  return `lockstep:${layer}`;
}
