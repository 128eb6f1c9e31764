type Listener = (message: string) => void;

/** Listeners of each topic within one process. */
export class TopicListeners {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Returns whether it is the topic's first. The same function counts once. */
  add(topic: string, listener: Listener): boolean {
    const present = this.#listeners.get(topic);
    if (present) present.add(listener);
    else this.#listeners.set(topic, new Set([listener]));
    return present === undefined;
  }

  /** Returns whether it was the topic's last. */
  remove(topic: string, listener: Listener): boolean {
    const present = this.#listeners.get(topic);
    return present?.delete(listener) === true && present.size === 0 && this.#listeners.delete(topic);
  }

  /** Listeners that are removed meanwhile are not called, those that are added meanwhile neither. */
  deliver(topic: string, message: string): void {
    const present = this.#listeners.get(topic);
    for (const listener of [...(present ?? [])]) if (present?.has(listener)) listener(message);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
