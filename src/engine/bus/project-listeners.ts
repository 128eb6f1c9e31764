type Listener = (message: string) => void;

/** Listeners of each project within one process. */
export class ProjectListeners {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** The projects that somebody listens to. */
  get projectIds(): Iterable<string> {
    return this.#listeners.keys();
  }

  /** Returns whether it is the project's first. The same function counts once. */
  add(projectId: string, listener: Listener): boolean {
    const present = this.#listeners.get(projectId);
    if (present) present.add(listener);
    else this.#listeners.set(projectId, new Set([listener]));
    return present === undefined;
  }

  /** Returns whether it was the project's last. */
  remove(projectId: string, listener: Listener): boolean {
    const present = this.#listeners.get(projectId);
    return present?.delete(listener) === true && present.size === 0 && this.#listeners.delete(projectId);
  }

  /** Listeners that are removed meanwhile are not called, those that are added meanwhile neither. */
  deliver(projectId: string, message: string): void {
    const present = this.#listeners.get(projectId);
    for (const listener of [...(present ?? [])]) if (present?.has(listener)) listener(message);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
