import type { Environment } from "../types.ts";
import type { Intents } from "./intents.ts";
import { beginPause, isPaused, noPause, type Pause, waitAfter } from "./pause.ts";

/** Failures, while the server takes other changes, after which a change that fails alone is refused. */
const maxTries = 5;

interface Suspect extends Pause {
  readonly failures: number;
  /** Failures since the server took another change. */
  readonly tries: number;
  /** Number of the project's newest change at the first failure. */
  readonly seq: number;
}

/** Changes of a project that have failed alone, by id. Nothing waits for one but what builds on it. */
export class Suspects {
  readonly #environment: Environment;
  readonly #suspects = new Map<string, Suspect>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  get isEmpty(): boolean {
    return this.#suspects.size === 0;
  }

  has(id: string): boolean {
    return this.#suspects.has(id);
  }

  isPaused(id: string): boolean {
    return isPaused(this.#environment, this.#suspects.get(id) ?? noPause);
  }

  /** Returns the times of their next tries, in milliseconds since 1970. */
  retryTimes(intents: Intents): readonly number[] {
    return intents.flatMap(({ id }) => this.#suspects.get(id)?.retryAt ?? []);
  }

  /** Returns the earliest end of a pause that goes on; infinity where there is none. */
  earliest(intents: Intents): number {
    return Math.min(...this.retryTimes(intents.filter(({ id }) => this.isPaused(id))));
  }

  clear(id: string): void {
    this.#suspects.delete(id);
  }

  /** Returns true when the server has taken another change since this one has failed first. */
  isOvertaken(id: string, seq: number): boolean {
    return seq > (this.#suspects.get(id)?.seq ?? seq);
  }

  /**
   * Notes that a change has failed alone while the project is at `seq`. `isTaking`: the server takes others. One that
   * takes nothing at all says nothing about the change. Returns true once it has failed often enough meanwhile.
   */
  note(id: string, seq: number, isTaking: boolean): boolean {
    const known = this.#suspects.get(id) ?? { failures: 0, tries: 0, seq };
    const failures = known.failures + 1;
    const tries = known.tries + (isTaking ? 1 : 0);
    const pause = beginPause(this.#environment, waitAfter(this.#environment, failures));
    this.#suspects.set(id, { failures, tries, seq: known.seq, ...pause });
    return tries >= maxTries;
  }
}
