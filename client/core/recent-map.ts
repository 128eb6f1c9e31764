/** Remembers the entries that were added last, up to a limit. */
export class RecentMap<Value> {
  readonly #limit: number;
  readonly #entries = new Map<string, Value>();
  #added = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of keys ever added. A key that is still remembered counts once. */
  get added(): number {
    return this.#added;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Keeps the first value of a key. Maps keep the order of insertion, so the oldest entry goes first. */
  add(key: string, value: Value): void {
    if (this.#entries.has(key)) return;
    this.#entries.set(key, value);
    this.#added += 1;
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#limit && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Removes the entries that the predicate accepts and returns their keys. */
  deleteWhere(isChosen: (value: Value) => boolean): string[] {
    const keys = [...this.#entries].flatMap(([key, value]) => (isChosen(value) ? [key] : []));
    for (const key of keys) this.#entries.delete(key);
    return keys;
  }

  clear(): void {
    this.#entries.clear();
  }
}
