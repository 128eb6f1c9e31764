/** Faults of the received numbers, each counted once. */
export interface Faults {
  /** Never came. */
  lost: number;
  /** Came again. */
  doubled: number;
  /** Came after a later one. */
  outOfOrder: number;
}

/**
 * Compares the numbers that one subscriber receives, over all its sockets, with the guarantee: all, once, and in order.
 */
export class Sequence {
  #newest: number;
  readonly #missing = new Set<number>();
  #doubled = 0;
  #outOfOrder = 0;

  /** It stands at `since`: the next number is the first that counts. */
  constructor(since: number) {
    this.#newest = since;
  }

  hear(seq: number): void {
    if (seq > this.#newest) {
      for (let skipped = this.#newest + 1; skipped < seq; skipped += 1) this.#missing.add(skipped);
      this.#newest = seq;
    } else if (this.#missing.delete(seq)) this.#outOfOrder += 1;
    else this.#doubled += 1;
  }

  /** A Resync: a snapshot stands in for all that was not heard up to this number. */
  resync(seq: number): void {
    this.#missing.clear();
    this.#newest = Math.max(this.#newest, seq);
  }

  /** The highest number that it knows of. */
  get newest(): number {
    return this.#newest;
  }

  /** When nothing more will come of all up to this number. */
  judge(last: number): Faults {
    const lost = this.#missing.size + Math.max(0, last - this.#newest);
    return { lost, doubled: this.#doubled, outOfOrder: this.#outOfOrder };
  }
}
