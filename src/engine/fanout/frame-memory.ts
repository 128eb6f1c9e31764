/** Bytes; a frame is shorter. */
const slabSize = 32 * 1024;

/**
 * Where frames are written out, for all sockets, one after the other: those of a turn stand together and are handed on
 * as one. A socket usually passes its frames to the system at once, so that those of the next one can use the
 * same place. Frames that it keeps stay, and others follow behind them.
 */
export class FrameMemory {
  #slab = Buffer.allocUnsafeSlow(slabSize);
  #used = 0;
  /** Up to where it stays for good. */
  #kept = 0;
  /** Up to where it was handed on. */
  #collected = 0;

  /** Begins the run of frames that `collect` and `release` refer to. */
  begin(): void {
    this.#kept = this.#used;
    this.#collected = this.#used;
  }

  /** Memory of the last place that `take` returned. */
  get slab(): Buffer {
    return this.#slab;
  }

  /**
   * Takes so many bytes behind what was taken last. Returns their place in `slab`; null when that has to be collected
   * first.
   */
  take(length: number): number | null {
    if (this.#used + length > slabSize) {
      if (this.gathered > 0) return null;
      this.#slab = Buffer.allocUnsafeSlow(slabSize);
      this.#used = 0;
      this.begin();
    }
    const start = this.#used;
    this.#used += length;
    return start;
  }

  /** Number of bytes that were taken and not collected yet. */
  get gathered(): number {
    return this.#used - this.#collected;
  }

  /** All that was taken since it was last collected, in one piece. */
  collect(): Buffer {
    const frames = this.#slab.subarray(this.#collected, this.#used);
    this.#collected = this.#used;
    return frames;
  }

  /** Gives back what was taken since `begin`: nobody may read it any more. */
  release(): void {
    this.#used = this.#kept;
    this.#collected = this.#kept;
  }
}
