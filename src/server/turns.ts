import { RateLimitedError } from "../errors.ts";

export interface TurnsOptions {
  /** How many may hold one key at a time. */
  readonly most: number;
  /** How many may wait for one key; more are refused at once. */
  readonly mostWaiting: number;
  /** For how many milliseconds one may wait. */
  readonly patience: number;
  /** What is too much, as a sentence without its end. */
  readonly refusal: string;
}

export interface TakeOptions {
  /** Who waits; those who wait for one key come in turns, however much each of them wants. */
  readonly by: object;
  /** Ends the waiting with its reason. */
  readonly signal: AbortSignal;
  /** Waits until its turn comes, however long that takes. */
  readonly isPatient?: boolean;
}

/** Gives a turn back; further calls do nothing. */
export type Release = () => void;

interface Waiting {
  readonly grant: () => void;
}

interface Line {
  held: number;
  waitingCount: number;
  /** In the order of their turns. */
  readonly waiting: Map<object, Waiting[]>;
}

/** Lets a few hold a key at a time, while others wait for their turn. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Returns a turn if one is free. */
  tryTake(key: string): Release | null {
    const line = this.#lines.get(key);
    if (line && line.held >= this.#options.most) return null;
    return this.#hold(key);
  }

  /** Waits for a turn. Rejects with RateLimitedError when it does not come in time, and with the signal's reason. */
  async take(key: string, { by, signal, isPatient = false }: TakeOptions): Promise<Release> {
    signal.throwIfAborted();
    const free = this.tryTake(key);
    if (free) return free;
    const { mostWaiting, patience, refusal } = this.#options;
    const line = this.#line(key);
    const tooMuch = () => new RateLimitedError(`${refusal}; try again later.`, 1);
    if (!isPatient && line.waitingCount >= mostWaiting) throw tooMuch();
    return new Promise((resolve, reject) => {
      const timer = isPatient ? undefined : setTimeout(() => leave(tooMuch()), patience);
      const onAbort = () => leave(signal.reason);
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        line.waitingCount -= 1;
      };
      const waiting: Waiting = {
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
      signal.addEventListener("abort", onAbort);
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

  #forget(key: string, { held, waitingCount }: Line): void {
    if (held === 0 && waitingCount === 0) this.#lines.delete(key);
  }
}
