/** Bytes; a frame is shorter. */
const slabSize = 32 * 1024;

/**
 * Where frames are written out, for all sockets, one after the other: those of a turn stand together and are handed on
 * as one. A socket usually passes what it is given to the system at once, so that the next one's frames can stand in
 * the same place; what it keeps stays, and others stand behind it.
 */
export class FrameMemory {
  #slab = Buffer.allocUnsafeSlow(slabSize);
  #used = 0;
  /** Up to where it stays for good. */
  #kept = 0;
  /** Up to where it was handed on. */
  #collected = 0;

  /** What is taken from here on is what `collect` and `release` are about. */
  begin(): void {
    this.#kept = this.#used;
    this.#collected = this.#used;
  }

  /** Uninitialised memory of so many bytes, behind what was taken last; null when that has to be collected first. */
  take(length: number): Buffer | null {
    if (this.#used + length > slabSize) {
      if (this.gathered > 0) return null;
      this.#slab = Buffer.allocUnsafeSlow(slabSize);
      this.#used = 0;
      this.begin();
    }
    const start = this.#used;
    this.#used += length;
    return this.#slab.subarray(start, this.#used);
  }

  /** How many bytes were taken and not collected yet. */
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
