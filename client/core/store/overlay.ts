import type { Items } from "./board.ts";

/** Items with values laid over some of them; null hides one. */
export class Overlay<T> implements Items<T> {
  readonly #base: ReadonlyMap<string, T>;
  #over = new Map<string, T | null>();

  constructor(base: ReadonlyMap<string, T>) {
    this.#base = base;
  }

  get(id: string): T | undefined {
    const value = this.#over.get(id);
    return value === undefined ? this.#base.get(id) : (value ?? undefined);
  }

  *values(): Iterable<T> {
    for (const [id, value] of this.#base) if (!this.#over.has(id)) yield value;
    for (const value of this.#over.values()) if (value !== null) yield value;
  }

  set(id: string, value: T | null): void {
    this.#over.set(id, value);
  }

  isOver(id: string): boolean {
    return this.#over.has(id);
  }

  /** Takes all values off. Returns them. */
  clear(): ReadonlyMap<string, T | null> {
    const over = this.#over;
    this.#over = new Map();
    return over;
  }

  entries(): ReadonlyMap<string, T | null> {
    return this.#over;
  }
}
