import type { Viewer } from "../../operations/viewer.ts";

/**
 * Place of a caller among all callers, e.g. `["strangers", "192.0.2.1"]`: callers with the same first step share its
 * turns.
 */
export type CallerPath = readonly [string, ...string[]];

/** Returns the place of a user, whichever transport brings the request. */
export function callerOfUser({ userId }: Pick<Viewer, "userId">): CallerPath {
  return [`user ${userId}`];
}

/** Milliseconds of work in one turn of the event loop after which a caller rests as long as the work took. */
const shortWork = 2;

/** Milliseconds of work in one turn of the event loop, apart from what begins within them. */
const slice = 5;

/** Milliseconds for which a caller who has asked counts as somebody for whom others rest. */
const memory = 1_000;

/** Maximum number of works in one turn of the event loop. */
const burst = 16;

/**
 * Lets callers begin their work in turns, so that nobody waits for all work of somebody else. Each turn of the event
 * loop begins little work, and one work of a caller after all others had their turn. The works of one caller keep their
 * order. A caller whose work took long rests as long, so that others get half of the time. It does not rest when nobody
 * else asks. Works are measured up to their first wait for the event loop.
 */
export class CallerTurns {
  readonly #waiting = new Rotation();
  /** Until when a caller rests, by the first step of its path. */
  readonly #rests = new Map<string, number>();
  /** Milliseconds of work in this turn of the event loop, likewise. */
  readonly #spent = new Map<string, number>();
  #lastKey = "";
  /** When somebody else asked than the last time. */
  #mixedAt = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  /** Runs when the first of those who wait has rested; undefined while nobody rests, or somebody else may begin. */
  #pause: NodeJS.Timeout | undefined;
  #begun: { readonly key: string; readonly at: number } | null = null;

  /** Resolves when the caller may begin; what follows in the same turn of the event loop is its work. */
  next(caller: CallerPath): Promise<void> {
    const [key] = caller;
    if (key !== this.#lastKey) this.#mixedAt = performance.now();
    this.#lastKey = key;
    return new Promise((resolve) => {
      this.#waiting.add(caller, resolve);
      if (this.#isRunning) return;
      clearTimeout(this.#pause);
      this.#run();
    });
  }

  #run(): void {
    this.#isRunning = true;
    let sliceBegan: number | null = null;
    const step = () => {
      const now = performance.now();
      sliceBegan ??= now;
      this.#measure(now);
      if (now - sliceBegan < slice) this.#begin(now);
    };
    // Immediates of one turn run one after the other, each after everything that the one before has set off.
    for (let count = 0; count < burst; count += 1) setImmediate(step);
    setImmediate(() => {
      this.#measure(performance.now());
      this.#goOn();
    });
  }

  #begin(now: number): void {
    const next = this.#waiting.take((key) => (this.#rests.get(key) ?? 0) <= now);
    if (!next) return;
    this.#begun = { key: next.key, at: now };
    next.begin();
  }

  #measure(now: number): void {
    if (!this.#begun) return;
    const { key, at } = this.#begun;
    this.#begun = null;
    const spent = (this.#spent.get(key) ?? 0) + now - at;
    this.#spent.set(key, spent);
    if (spent >= shortWork && now - this.#mixedAt < memory) this.#rests.set(key, now + spent);
  }

  #goOn(): void {
    const now = performance.now();
    this.#spent.clear();
    for (const [key, until] of this.#rests) if (until <= now) this.#rests.delete(key);
    this.#isRunning = false;
    if (this.#waiting.isEmpty) return;
    const wait = Math.min(...this.#waiting.keys().map((key) => (this.#rests.get(key) ?? now) - now));
    if (wait <= 0) this.#run();
    else this.#pause = setTimeout(() => this.#run(), wait);
  }
}

type Begin = () => void;

/**
 * Work that waits for its turn: each caller gives one work and goes to the end; the works of one caller keep their
 * order.
 */
class Rotation {
  readonly #branches = new Map<string, Begin[] | Rotation>();

  get isEmpty(): boolean {
    return this.#branches.size === 0;
  }

  /** First steps of the callers who wait. */
  keys(): readonly string[] {
    return [...this.#branches.keys()];
  }

  /** One caller's path is never the beginning of another's. */
  add([key, next, ...rest]: CallerPath, begin: Begin): void {
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
