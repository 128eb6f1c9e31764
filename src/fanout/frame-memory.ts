/** Bytes; a frame is shorter. */
const slabSize = 32 * 1024;

/**
 * Where frames are written out, for all sockets. A socket usually hands what it is given to the system at once, so that
 * the next one's frames can stand in the same place; what it keeps stays, and others stand behind it.
 */
export class FrameMemory {
  #slab = Buffer.allocUnsafeSlow(slabSize);
  #used = 0;
  #kept = 0;

  /** What is taken from here on is what `release` is about. */
  begin(): void {
    this.#kept = this.#used;
  }

  /** Uninitialised memory of so many bytes. */
  take(length: number): Buffer {
    if (this.#used + length > slabSize) {
      this.#slab = Buffer.allocUnsafeSlow(slabSize);
      this.#used = 0;
      this.#kept = 0;
    }
    const start = this.#used;
    this.#used += length;
    return this.#slab.subarray(start, this.#used);
  }

  /** Gives back what was taken since `begin`: nobody may read it any more. */
  release(): void {
    this.#used = this.#kept;
  }
}
