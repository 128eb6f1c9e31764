import { RateLimitedError } from "../../errors/expected-error.ts";

export interface TurnsOptions {
  /** Maximum holders of one key at a time. */
  readonly most: number;
  /** Maximum number that wait for one key. */
  readonly mostWaiting: number;
  /** Milliseconds after which a waiting one is refused. */
  readonly patience: number;
  /** Reason of a refusal, as a sentence without its end. */
  readonly refusal: string;
  /** Seconds after which a refused client may ask again; default 1. */
  readonly retryAfter?: number;
}

export interface TakeOptions {
  /** Identity of the asker. Askers who wait for one key take turns, however much each of them wants. */
  readonly by: unknown;
  /** Ends the waiting with its reason; null: nothing does. */
  readonly signal: AbortSignal | null;
  /** Waits until its turn comes, however long that takes. */
  readonly isPatient?: boolean;
}

/** Gives a turn back; further calls do nothing. */
export type Release = () => void;

interface Waiting {
  readonly grant: () => void;
  readonly refuse: () => void;
  readonly isPatient: boolean;
}

interface Line {
  held: number;
  waitingCount: number;
  /** In the order of their turns. */
  readonly waiting: Map<unknown, Waiting[]>;
}

/** Lets a few hold a key at a time, while others wait for their turn. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Returns the number of askers that wait for the key. */
  countWaiting(key: string): number {
    return this.#lines.get(key)?.waitingCount ?? 0;
  }

  /** Returns a turn if one is free. */
  tryTake(key: string): Release | null {
    const line = this.#lines.get(key);
    if (line && line.held >= this.#options.most) return null;
    return this.#hold(key);
  }

  /**
   * Waits for a turn. When too many wait, the newest of the asker who has most of them makes room. Rejects with
   * RateLimitedError for an asker that makes room, finds none or waits too long, and with the signal's reason.
   */
  async take(key: string, { by, signal, isPatient = false }: TakeOptions): Promise<Release> {
    signal?.throwIfAborted();
    const free = this.tryTake(key);
    if (free) return free;
    const { mostWaiting, patience } = this.#options;
    const line = this.#line(key);
    if (!isPatient && line.waitingCount >= mostWaiting) this.#makeRoom(line, by);
    return new Promise((resolve, reject) => {
      const timer = isPatient ? undefined : setTimeout(() => waiting.refuse(), patience);
      const onAbort = () => leave(signal?.reason);
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        line.waitingCount -= 1;
      };
      const waiting: Waiting = {
        isPatient,
        refuse: () => leave(this.#refusal()),
        grant: () => {
          end();
          resolve(this.#hold(key));
        },
      };
      const leave = (reason: unknown) => {
        end();
        const own = line.waiting.get(by)?.filter((each) => each !== waiting) ?? [];
        if (own.length > 0) line.waiting.set(by, own);
        else line.waiting.delete(by);
        this.#forget(key, line);
        reject(reason);
      };
      line.waitingCount += 1;
      signal?.addEventListener("abort", onAbort);
      line.waiting.set(by, [...(line.waiting.get(by) ?? []), waiting]);
    });
  }

  #line(key: string): Line {
    const line = this.#lines.get(key) ?? { held: 0, waitingCount: 0, waiting: new Map() };
    this.#lines.set(key, line);
    return line;
  }

  #hold(key: string): Release {
    const line = this.#line(key);
    line.held += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      line.held -= 1;
      this.#next(line);
      this.#forget(key, line);
    };
  }

  #next({ waiting }: Line): void {
    const [first] = waiting;
    if (!first) return;
    const [by, [turn, ...others]] = first;
    waiting.delete(by);
    if (others.length > 0) waiting.set(by, others);
    turn?.grant();
  }

  #makeRoom({ waiting }: Line, by: unknown): void {
    const longest = [...waiting.values()].reduce((one, other) => (other.length > one.length ? other : one), []);
    const own = waiting.get(by)?.length ?? 0;
    const newest = longest.at(-1);
    if (longest.length <= own + 1 || !newest || newest.isPatient) throw this.#refusal();
    newest.refuse();
  }

  #refusal(): RateLimitedError {
    const { refusal, retryAfter = 1 } = this.#options;
    return new RateLimitedError(`${refusal}; try again in ${retryAfter} s.`, retryAfter);
  }

  #forget(key: string, { held, waitingCount }: Line): void {
    if (held === 0 && waitingCount === 0) this.#lines.delete(key);
  }
}
