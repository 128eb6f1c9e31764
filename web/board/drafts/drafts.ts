const prefix = "draft ";

/**
 * Unsaved texts of a user, by name. They are kept as long as the browser's tab is open, over closed panels, reloads and
 * the sign-in. Only that user sees them.
 */
export class Drafts {
  readonly #prefix: string;
  readonly #known = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();

  constructor(userId: string) {
    this.#prefix = `${prefix}${userId} `;
  }

  /** Null where there is none; the same object until it is set again. */
  get(name: string): unknown {
    if (!this.#known.has(name)) this.#known.set(name, read(this.#prefix + name));
    return this.#known.get(name);
  }

  set(name: string, draft: unknown): void {
    this.#known.set(name, draft);
    write(this.#prefix + name, draft);
    for (const listener of this.#listeners) listener();
  }

  /** Names and values of all that begin with these words. */
  list(start: string): readonly (readonly [name: string, draft: unknown])[] {
    const names = [...this.#known.keys(), ...listKeys(this.#prefix).map((key) => key.slice(this.#prefix.length))];
    const wanted = [...new Set(names)].filter((name) => name.startsWith(start));
    return wanted.map((name) => [name, this.get(name)] as const).filter(([, draft]) => draft !== null);
  }

  /** Calls back whenever any of them is set; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** When somebody signs out, nothing is left behind. */
export function dropDrafts(): void {
  for (const key of listKeys(prefix)) sessionStorage.removeItem(key);
}

function listKeys(start: string): string[] {
  const keys = attempt(() =>
    Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? ""),
  );
  return (keys ?? []).filter((key) => key.startsWith(start));
}

function read(key: string): unknown {
  return attempt(() => JSON.parse(sessionStorage.getItem(key) ?? "null"));
}

function write(key: string, draft: unknown): void {
  attempt(() => {
    if (draft === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  });
}

/** Returns null where the storage is full or blocked: then a draft is kept as long as the page is. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
