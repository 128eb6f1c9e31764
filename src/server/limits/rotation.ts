/** Where a caller stands among all callers, e.g. `["strangers", "192.0.2.1"]`: those of one first step share its turns. */
export type Caller = readonly [string, ...string[]];

type Begin = () => void;

/** Work that waits for its turn, by caller: each takes one work out and goes to the end; its own works keep their order. */
export class Rotation {
  readonly #branches = new Map<string, Begin[] | Rotation>();

  get isEmpty(): boolean {
    return this.#branches.size === 0;
  }

  /** First steps of the callers who wait. */
  keys(): readonly string[] {
    return [...this.#branches.keys()];
  }

  /** One caller's path is never the beginning of another's. */
  add([key, next, ...rest]: Caller, begin: Begin): void {
    const branch = this.#branches.get(key) ?? (next === undefined ? [] : new Rotation());
    if (branch instanceof Rotation) branch.add([next ?? "", ...rest], begin);
    else branch.push(begin);
    this.#branches.set(key, branch);
  }

  /** Takes out the work whose turn it is, of those callers whose first step may go on; undefined where none waits. */
  take(mayGoOn: (key: string) => boolean): { readonly key: string; readonly begin: Begin } | undefined {
    for (const [key, branch] of this.#branches) {
      if (!mayGoOn(key)) continue;
      this.#branches.delete(key);
      const begin = branch instanceof Rotation ? branch.take(() => true)?.begin : branch.shift();
      const isLeft = branch instanceof Rotation ? !branch.isEmpty : branch.length > 0;
      if (isLeft) this.#branches.set(key, branch);
      if (begin) return { key, begin };
    }
    return undefined;
  }
}
