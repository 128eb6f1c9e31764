export interface RoundsOptions<Result> {
  /** Must not reject. */
  readonly run: () => Promise<Result>;
  /** Milliseconds between the end of a round and the begin of the next. */
  readonly pause: number;
}

/** Runs rounds as they are asked for: one at a time, and one for all who ask before it begins. */
export class Rounds<Result> {
  readonly #options: RoundsOptions<Result>;
  #next: { readonly result: Promise<Result>; readonly resolve: (result: Result) => void } | null = null;
  #isNextUrgent = false;
  #running: Promise<void> | null = null;
  #ended = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RoundsOptions<Result>) {
    this.#options = options;
  }

  /** The result of a round that begins after this call, without a pause before it if `isUrgent`. */
  request(isUrgent: boolean): Promise<Result> {
    this.#next ??= createNext<Result>();
    this.#isNextUrgent ||= isUrgent;
    this.#schedule();
    return this.#next.result;
  }

  /** Lets no other round begin, and resolves when the one under way is done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(): void {
    if (!this.#next || this.#running || this.#isClosed) return;
    const pause = this.#isNextUrgent ? 0 : this.#ended + this.#options.pause - performance.now();
    clearTimeout(this.#timer);
    // A timer even for no pause at all: all that is asked for in one turn goes into one round.
    this.#timer = setTimeout(() => this.#run(), Math.max(0, pause)).unref();
  }

  #run(): void {
    const resolve = this.#next?.resolve;
    this.#next = null;
    this.#isNextUrgent = false;
    this.#running = this.#options.run().then((result) => {
      this.#running = null;
      this.#ended = performance.now();
      resolve?.(result);
      this.#schedule();
    });
  }
}

function createNext<Result>() {
  let resolve: (result: Result) => void = () => {};
  const result = new Promise<Result>((settle) => {
    resolve = settle;
  });
  return { result, resolve };
}
