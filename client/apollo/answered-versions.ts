/** Number of deleted items that are remembered, so that no older answer brings them back. */
const keptGone = 10_000;

/** Versions of items by which answers differ from the store: those ahead of it, and those of deleted items. */
export class AnsweredVersions {
  /** Versions that the store has not reached, by key. */
  readonly #ahead = new Map<string, number>();
  /** Versions of deleted items, by key; those without a version have 0. */
  readonly #gone = new Map<string, number>();

  /** An answer shows an item in a version that the store has not reached. */
  noteAhead(key: string, version: number): void {
    this.#ahead.set(key, version);
  }

  /** Returns true while the cache has a newer version than this one. */
  isAhead(key: string, version: number): boolean {
    const ahead = this.#ahead.get(key);
    if (ahead === undefined) return false;
    if (version >= ahead) this.#ahead.delete(key);
    return version < ahead;
  }

  /** Notes that an item was deleted, or is there again. */
  bury(key: string, before: object | null, after: object | null): void {
    if (after) {
      this.#gone.delete(key);
      return;
    }
    this.#ahead.delete(key);
    if (before) this.#gone.set(key, "version" in before ? Number(before.version) : 0);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > keptGone && oldest !== undefined) this.#gone.delete(oldest);
  }

  /** Returns the version in which an item was deleted; undefined for one that was not. */
  findGone(key: string): number | undefined {
    return this.#gone.get(key);
  }

  /** The cache was emptied. */
  clearAhead(): void {
    this.#ahead.clear();
  }

  /** The server has another history. */
  clear(): void {
    this.#ahead.clear();
    this.#gone.clear();
  }
}
