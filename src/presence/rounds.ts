import { setImmediate } from "node:timers/promises";

/** Number of projects that are requested in one turn of the event loop. Turns do not wait for answers. */
const turnLimit = 250;

/**
 * Work on a project in its next exchange with Redis, each including the one before. It reads the lists of others,
 * renews the own one, or tells others that it changed.
 */
const wishes = ["read", "renew", "tell"] as const;
export type Wish = (typeof wishes)[number];

export interface RoundsOptions<Answer> {
  /** Begins a project's exchange in the turn in which it is called. */
  readonly exchange: (projectId: string, wish: Wish) => Promise<Answer>;
  /** Hears of an exchange that rejects. Its wish is then given up; whoever asks again has it tried again. */
  readonly onFault: (error: unknown, projectId: string) => void;
  /** Milliseconds between the begin of a round and that of the next. */
  readonly pause: number;
}

/**
 * Begins exchanges in rounds: one round for all that is wanted before it begins. Each project has one exchange in
 * flight at a time, and no project waits for the answer of another. A round leaves out those that still wait for
 * theirs; once it is there, another round follows.
 */
export class Rounds<Answer> {
  readonly #options: RoundsOptions<Answer>;
  readonly #wanted = new Map<string, Wanted<Answer>>();
  readonly #underWay = new Map<string, Promise<void>>();
  /** Those that a round left out, and whether that one was urgent. */
  readonly #leftOut = new Map<string, boolean>();
  #isAsked = false;
  #isUrgent = false;
  #isBeginning = false;
  #lastBegin = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: RoundsOptions<Answer>) {
    this.#options = options;
  }

  /**
   * Has the next round, whenever it is asked for, include the project. Resolves with the answer to an exchange that
   * begins after this call; with null if it rejects. After `close` it may never resolve.
   */
  want(projectId: string, wish: Wish): Promise<Answer | null> {
    const known = this.#wanted.get(projectId);
    const wanted = known ?? createWanted<Answer>(wish);
    if (!known) this.#wanted.set(projectId, wanted);
    if (wishes.indexOf(wish) > wishes.indexOf(wanted.wish)) wanted.wish = wish;
    return wanted.answer;
  }

  /** Asks for a round, without a pause before it if `isUrgent`. */
  ask(isUrgent = false): void {
    this.#isAsked = true;
    this.#isUrgent ||= isUrgent;
    this.#schedule();
  }

  /** Lets no other exchange begin. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when no exchange of the project is under way. */
  async untilDone(projectId: string): Promise<void> {
    await this.#underWay.get(projectId);
  }

  #schedule(): void {
    if (!this.#isAsked || this.#isBeginning || this.#isClosed) return;
    const pause = this.#isUrgent ? 0 : this.#lastBegin + this.#options.pause - performance.now();
    clearTimeout(this.#timer);
    // A timer even for no pause at all: all that is asked for in one turn goes into one round.
    this.#timer = setTimeout(() => void this.#beginRound(), Math.max(0, pause)).unref();
  }

  async #beginRound(): Promise<void> {
    const isUrgent = this.#isUrgent;
    this.#isAsked = false;
    this.#isUrgent = false;
    this.#isBeginning = true;
    this.#lastBegin = performance.now();
    let begun = 0;
    for (const [projectId, wanted] of [...this.#wanted]) {
      if (this.#isClosed) break;
      if (this.#underWay.has(projectId)) {
        this.#leftOut.set(projectId, isUrgent || this.#leftOut.get(projectId) === true);
        continue;
      }
      this.#wanted.delete(projectId);
      const done = this.#exchange(projectId, wanted).then(() => this.#finish(projectId));
      this.#underWay.set(projectId, done);
      begun += 1;
      // Between the heartbeats of thousands of projects others want their turn.
      if (begun % turnLimit === 0) await setImmediate();
    }
    this.#isBeginning = false;
    this.#schedule();
  }

  async #exchange(projectId: string, { wish, resolve }: Wanted<Answer>): Promise<void> {
    try {
      resolve(await this.#options.exchange(projectId, wish));
    } catch (error) {
      resolve(null);
      this.#options.onFault(error, projectId);
    }
  }

  #finish(projectId: string): void {
    this.#underWay.delete(projectId);
    const isUrgent = this.#leftOut.get(projectId);
    if (this.#leftOut.delete(projectId)) this.ask(isUrgent);
  }
}

interface Wanted<Answer> {
  wish: Wish;
  readonly answer: Promise<Answer | null>;
  readonly resolve: (answer: Answer | null) => void;
}

function createWanted<Answer>(wish: Wish): Wanted<Answer> {
  let resolve: Wanted<Answer>["resolve"] = () => {};
  const answer = new Promise<Answer | null>((settle) => {
    resolve = settle;
  });
  return { wish, answer, resolve };
}
