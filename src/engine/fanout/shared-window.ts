import {
  type DeflatedFrame,
  deflateAfter,
  deflateAlone,
  isInReach,
  lengthInWindow,
  writeToWindow,
} from "./deflated-frame.ts";

/** Messages from one that refers to none to the next: a subscriber that joins waits for it. */
const period = 16;

/** Bytes of earlier messages that are kept, besides the last one, which is kept whole. */
const windowSize = 3_584;

/** Bytes of a text below which a frame is hardly shorter, and above which compressing it would hold up the process. */
const least = 256;
const most = 16 * 1024;

const nothing = Buffer.alloc(0);

/**
 * The messages of one feed and one selection, each compressed once for all subscribers that have got those before.
 *
 * The frames of a period form a chain. Its first refers to nothing, so that any peer can read it. Each further one
 * refers to those before and can be read by a peer that has got them all, and nothing compressed since.
 */
export class SharedWindow {
  /** Null: there is none, or it is no longer kept. */
  readonly #frames = new WeakMap<object, DeflatedFrame | null>();
  /** Events whose frames are kept. */
  readonly #recent: object[] = [];
  /** The newest event, where none of those who have asked for it could follow the chain. */
  #passed: object | null = null;
  /** Number of the frame that ends the chain. */
  #newest = 0;
  #chainLength = 0;
  #window: Buffer = nothing;
  #lastLength = 0;

  /**
   * Returns the frame of an event for a peer whose window ends with the frame number `after` (0: unknown). Null: the
   * peer gets the message uncompressed, which leaves its window as it is. Events come in the order of the feed; one
   * that comes again, for another subscriber, may be earlier.
   */
  frameOf(event: object, text: Buffer, after: number): DeflatedFrame | null {
    if (text.length < least || text.length > most) return null;
    const frame = this.#frames.get(event);
    if (frame === undefined) return this.#next(event, text, after);
    return frame && (frame.follows === 0 || frame.follows === after) ? frame : null;
  }

  /** Compresses the newest event if the peer can read it. */
  #next(event: object, text: Buffer, after: number): DeflatedFrame | null {
    const passed = event === this.#passed ? null : this.#passed;
    if (passed) this.#frames.set(passed, null);
    const isFirst = passed !== null || this.#chainLength % period === 0 || !isInReach(this.#lastLength);
    const canFollow = isFirst || after === this.#newest;
    this.#passed = canFollow ? null : event;
    return canFollow ? this.#append(event, text, isFirst) : null;
  }

  #append(event: object, text: Buffer, isFirst: boolean): DeflatedFrame {
    if (isFirst) this.#chainLength = 0;
    const frame = isFirst ? deflateAlone(text) : deflateAfter(text, this.#window, this.#lastLength, this.#newest);
    this.#chainLength += 1;
    this.#newest = frame.number;
    this.#extend(isFirst ? nothing : this.#window, text);
    this.#keep(event, frame);
    return frame;
  }

  #extend(earlier: Buffer, text: Buffer): void {
    const length = lengthInWindow(text);
    this.#lastLength = length;
    const size = Math.min(Math.max(windowSize, length), earlier.length + length);
    // Memory of its own, which a full window uses again.
    const window = size === this.#window.length ? this.#window : Buffer.allocUnsafeSlow(size);
    const kept = size - length;
    window.set(earlier.subarray(earlier.length - kept));
    writeToWindow(text, window, kept);
    this.#window = window;
  }

  #keep(event: object, frame: DeflatedFrame): void {
    this.#frames.set(event, frame);
    this.#recent.push(event);
    if (this.#recent.length <= period) return;
    const oldest = this.#recent.shift();
    if (oldest) this.#frames.set(oldest, null);
  }
}
