/** Functions to call when something happens. */
export class Listeners<Details extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...details: Details) => void>();

  /** Adds a listener. Returns the function that removes it. */
  add(listener: (...details: Details) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls all that are there now. A listener may remove itself, or others. */
  tell(...details: Details): void {
    for (const listener of [...this.#listeners]) listener(...details);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
