type Listener = (message: string) => void;

/** Listeners of each topic within one process. */
export class TopicListeners {
  /** Never changed in place, so that a delivery under way goes on over the list it began with. */
  readonly #listeners = new Map<string, readonly Listener[]>();

  /** Returns whether it is the topic's first. The same function counts once. */
  add(topic: string, listener: Listener): boolean {
    const present = this.#listeners.get(topic) ?? [];
    if (!present.includes(listener)) this.#listeners.set(topic, [...present, listener]);
    return present.length === 0;
  }

  /** Returns whether it was the topic's last. */
  remove(topic: string, listener: Listener): boolean {
    const present = this.#listeners.get(topic) ?? [];
    const rest = present.filter((each) => each !== listener);
    if (rest.length > 0) this.#listeners.set(topic, rest);
    return rest.length === 0 && this.#listeners.delete(topic);
  }

  /** Listeners that are removed meanwhile are not called, those that are added meanwhile neither. */
  deliver(topic: string, message: string): void {
    const present = this.#listeners.get(topic) ?? [];
    for (const listener of present) if (this.#listeners.get(topic)?.includes(listener)) listener(message);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
