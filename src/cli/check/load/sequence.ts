/** Faults in the received numbers, each counted once. */
export interface Faults {
  /** Never received. */
  lost: number;
  /** Received again. */
  doubled: number;
  /** Received after a later one. */
  outOfOrder: number;
}

/** Checks the numbers that one subscriber receives over all its sockets: all, once, and in order. */
export class Sequence {
  #newest: number;
  readonly #missing = new Set<number>();
  #doubled = 0;
  #outOfOrder = 0;

  /** The first number expected is `since` + 1. */
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

  /** A Resync: a fresh board replaces all changes up to this number. */
  resync(seq: number): void {
    this.#missing.clear();
    this.#newest = Math.max(this.#newest, seq);
  }

  /** The highest known number. */
  get newest(): number {
    return this.#newest;
  }

  /** Returns the faults once nothing up to this number is still on its way. */
  judge(last: number): Faults {
    const lost = this.#missing.size + Math.max(0, last - this.#newest);
    return { lost, doubled: this.#doubled, outOfOrder: this.#outOfOrder };
  }
}
