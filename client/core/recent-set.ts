/** The values that were added last, up to so many. */
export class RecentSet {
  readonly #limit: number;
  readonly #values = new Set<string>();
  #added = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many were added ever, each once as long as it is remembered. */
  get added(): number {
    return this.#added;
  }

  has(value: string): boolean {
    return this.#values.has(value);
  }

  /** Sets keep the order of insertion, so the oldest goes first. */
  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    this.#added += 1;
    const [oldest] = this.#values;
    if (this.#values.size > this.#limit && oldest !== undefined) this.#values.delete(oldest);
  }

  delete(value: string): void {
    this.#values.delete(value);
  }

  clear(): void {
    this.#values.clear();
  }
}
