import { isSame } from "../is-same.ts";
import { Listeners } from "../listeners.ts";
import type { ListView } from "../person-wire.ts";
import { Gatherer } from "./gatherer.ts";
import { type PersonContext, readValue, writeValue } from "./person-context.ts";
import { Attempts, ask, type PersonAnswer } from "./person-requests.ts";
import { ProjectBells } from "./project-bells.ts";

/**
 * Milliseconds between two loads of a list that somebody looks at. A project that the person made elsewhere is told of
 * by no stream.
 */
const loadInterval = 30_000;

/** Milliseconds between two loads for changes that the list is told of. */
const gatherTime = 2_000;

interface ListOptions<T> {
  /** Name of its copy on disk. Another one where other fields are selected. */
  readonly name: string;
  /** Query with `$first` and `$after` and the connection under the name `page`. */
  readonly document: string;
  /** Items of a page. */
  readonly first: number;
  /** Id of an item's project. */
  readonly projectOf: (item: T) => string;
}

interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

interface Copy<T> {
  readonly items: readonly T[];
  readonly endCursor: string | null;
}

/**
 * A list of the person's. It shows the copy on disk first. While somebody looks at it, it is loaded again every 30 s,
 * and after changes in one of the first 20 of its projects. Such loads are at least 2 s apart. A page that is hidden
 * loads it when it is visible.
 */
export class PersonList<T extends { readonly id: string }> {
  readonly #context: PersonContext;
  readonly #options: ListOptions<T>;
  readonly #listeners = new Listeners();
  readonly #attempts: Attempts;
  readonly #changes: Gatherer;
  readonly #bells: ProjectBells;
  #copy: Copy<T> | null = null;
  #reason: string | null = null;
  #view: ListView<T> = { items: null, hasMore: false, reason: null };
  #cancelNext = () => {};

  constructor(context: PersonContext, options: ListOptions<T>) {
    this.#context = context;
    this.#options = options;
    this.#attempts = new Attempts(context.environment, () => this.#load());
    this.#changes = new Gatherer(context.environment, gatherTime, () => void this.refresh());
    this.#bells = new ProjectBells(context, () => this.touch());
  }

  get view(): ListView<T> {
    return this.#view;
  }

  /** Loads the list for the first listener. Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    const isFirst = this.#listeners.isEmpty;
    const end = this.#listeners.add(listener);
    if (isFirst) void this.#begin();
    return () => {
      end();
      if (this.#listeners.isEmpty) this.#rest();
    };
  }

  /** Loads the list again where somebody looks at it. Resolves when that was tried. */
  async refresh(): Promise<void> {
    await this.#attempts.run();
  }

  /** Loads the list soon, as it may have changed. Many changes lead to one load. */
  touch(): void {
    this.#changes.wish();
  }

  /** Loads the next page. Resolves with null, or with the sentence on why it failed. */
  async more(): Promise<string | null> {
    const known = this.#copy;
    if (!known?.endCursor) return null;
    const answer = await this.#ask(known.endCursor);
    if ("reason" in answer) return answer.reason;
    if (this.#copy?.endCursor === known.endCursor) this.#take(append(this.#copy, answer.data.page));
    return null;
  }

  /** Changes the known items, until the list is loaded the next time. Null removes one. */
  patch(change: (item: T) => T | null): void {
    if (!this.#copy) return;
    const items = this.#copy.items.map(change).filter((item) => item !== null);
    this.#take({ ...this.#copy, items });
  }

  close(): void {
    this.#attempts.close();
    this.#listeners.clear();
    this.#rest();
  }

  /** Nobody uses it. */
  #rest(): void {
    this.#cancelNext();
    this.#changes.stop();
    this.#bells.follow([]);
  }

  async #begin(): Promise<void> {
    if (!this.#copy) {
      const stored = (await readValue(this.#context, this.#options.name)) as Copy<T> | undefined;
      if (stored && !this.#copy) this.#show(stored);
    }
    await this.refresh();
  }

  /** Loads as many items as are known already. */
  async #load(): Promise<PersonAnswer<unknown>> {
    const { environment } = this.#context;
    const isSeen = !this.#listeners.isEmpty && (this.#copy === null || environment.signals.isVisible());
    if (!isSeen) return { data: null };
    this.#changes.begin();
    this.#cancelNext();
    this.#cancelNext = environment.setTimer(loadInterval, () => void this.refresh());
    let loaded: Copy<T> = { items: [], endCursor: null };
    do {
      const answer = await this.#ask(loaded.endCursor);
      if ("reason" in answer) {
        this.#reason = answer.reason;
        this.#tell();
        return answer;
      }
      loaded = append(loaded, answer.data.page);
    } while (loaded.endCursor !== null && loaded.items.length < (this.#copy?.items.length ?? 0));
    this.#reason = null;
    this.#take(loaded);
    return { data: null };
  }

  #ask(after: string | null): Promise<PersonAnswer<{ readonly page: Page<T> }>> {
    const { document, first } = this.#options;
    return ask(this.#context, document, { first, after });
  }

  #take(copy: Copy<T>): void {
    this.#show(copy);
    void writeValue(this.#context, this.#options.name, copy);
  }

  #show({ items, endCursor }: Copy<T>): void {
    const known = new Map(this.#copy?.items.map((item) => [item.id, item]));
    const kept = items.map((item) => {
      const old = known.get(item.id);
      return old && isSame(old, item) ? old : item;
    });
    this.#copy = { items: kept, endCursor };
    if (!this.#listeners.isEmpty) this.#bells.follow(kept.map(this.#options.projectOf));
    this.#tell();
  }

  #tell(): void {
    const view = { items: this.#copy?.items ?? null, hasMore: this.#copy?.endCursor != null, reason: this.#reason };
    if (isSame(view, this.#view)) return;
    this.#view = view;
    this.#listeners.tell();
  }
}

/** An item that has moved from one page to the next while they were loaded counts once. */
function append<T extends { readonly id: string }>({ items }: Copy<T>, { nodes, pageInfo }: Page<T>): Copy<T> {
  const known = new Set(items.map(({ id }) => id));
  return {
    items: [...items, ...nodes.filter(({ id }) => !known.has(id))],
    endCursor: pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null,
  };
}
