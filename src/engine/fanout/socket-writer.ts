import type { Socket } from "node:net";
import { type DeflatedFrame, storeHead } from "./deflated-frame.ts";
import type { FrameMemory } from "./frame-memory.ts";
import { deflatedFraming, type Framing } from "./framing.ts";
import { countTaken } from "./node-compat.ts";

/** While no more bytes than this wait on a socket, there is room for more; the rest follows when they are gone. */
export const room = 64 * 1024;

/** Time that a peer may take to read what waits once its connection ends, in milliseconds. */
export const closeGrace = 2_000;

/** Size in bytes from which the parts of a message are written as they are, so that not every socket gets a copy. */
const copyLimit = 16 * 1024;

const nothing = Buffer.alloc(0);

export interface SocketWriterOptions {
  /** The stream below the connection. Frames go there directly, in order with what others write to it. */
  readonly stream: Socket;
  readonly framing: Framing;
  /** False once the connection closes: then nothing more is sent. */
  readonly isOpen: () => boolean;
  /** True if the peer inflates frames, with a window of 32 KiB that outlasts a message (default: false). */
  readonly canDeflate?: boolean | undefined;
  /** Shared with others. */
  readonly memory: FrameMemory;
  /** Maximum waiting bytes, besides a single message that is longer; at least 64 KiB. */
  readonly maxBacklog: number;
  /** Called instead of queueing what would make it more; closes the connection. */
  readonly onOverflow: () => void;
}

/** Writes frames to a socket when its turn comes. */
export interface FrameSource {
  /** Writes what is at hand. Must not throw. */
  pump(): void;
}

/** Outgoing messages of one connection. Their waiting bytes are bounded, and counted before a message is queued. */
export class SocketWriter {
  readonly #options: SocketWriterOptions;
  readonly #stream: Socket;
  readonly #framing: Framing;
  readonly #memory: FrameMemory;
  /** Sources that wait for room; null: none. Those that wrote in the turn in which it ran out follow the others. */
  #waiting: { readonly early: Set<() => void>; readonly late: Set<() => void> } | null = null;
  /** Sources whose turn is next; null: none. */
  #due: FrameSource[] | null = null;
  /** Last source that wrote a compressed frame, and the frame's number: with it the peer's window ends. */
  #deflatedBy: FrameSource | null = null;
  #windowEnd = 0;
  #limit: number;
  #isBehind = false;
  /** True in the turn of this one if nothing waited at its beginning: its frames then leave together. */
  #isGathering = false;

  constructor(options: SocketWriterOptions) {
    this.#options = options;
    this.#stream = options.stream;
    this.#framing = options.framing;
    this.#memory = options.memory;
    this.#limit = options.maxBacklog;
    options.stream.on("drain", () => this.#tellDrained());
  }

  /** False once the connection closes: then nothing more is sent. */
  get isOpen(): boolean {
    return this.#options.isOpen();
  }

  /** True if the peer reads compressed frames. */
  get canDeflate(): boolean {
    return this.#options.canDeflate ?? false;
  }

  /** Number of the frame of the source that ends the peer's window; 0 if that is another's, or none. */
  windowEnd(source: FrameSource): number {
    return this.#deflatedBy === source ? this.#windowEnd : 0;
  }

  /** True if there is room to write more. */
  hasRoom(): boolean {
    return this.bytesWaiting <= room;
  }

  /** True if there was no room when this turn began. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** Calls the listener once when nothing waits any more; if it `hasWritten`, after those who have not. */
  whenDrained(listener: () => void, hasWritten: boolean): void {
    this.#waiting ??= { early: new Set(), late: new Set() };
    const { early, late } = this.#waiting;
    if (!hasWritten) early.add(listener);
    else if (!early.has(listener)) late.add(listener);
  }

  /** Number of bytes that the system has not taken yet. */
  get bytesWaiting(): number {
    return this.#stream.writableLength + (this.#isGathering ? this.#memory.gathered : 0);
  }

  /**
   * Returns a function that is true once the peer has read something after this call. It is always false if no bytes
   * wait now.
   */
  watchReading(): () => boolean {
    if (this.bytesWaiting === 0) return isNotShown;
    const before = countTaken(this.#stream);
    return () => countTaken(this.#stream) > before;
  }

  /** Sends a message; resolves when the socket took it, or broke. */
  send(text: string): Promise<void> {
    this.#writeGathered();
    return this.#admits(Buffer.byteLength(text)) ? this.#write(text) : Promise.resolve();
  }

  /** Sends a message however much waits: the last one before the connection ends. */
  sendLast(text: string): void {
    this.#writeGathered();
    if (this.isOpen) void this.#write(text);
  }

  /** Sends what stands between two messages, however much waits: a control frame. */
  sendControl(frame: Buffer): void {
    if (this.isOpen) this.#stream.write(frame);
  }

  /** Sends a message that consists of three parts, UTF-8 each. Returns whether there was room for it. */
  push(head: Buffer, body: Buffer, tail: Buffer): boolean {
    return this.#push(this.#framing, head, body, tail);
  }

  /** Sends a compressed message of the source, whose plain ones begin with `head`. Returns whether there was room. */
  pushDeflated(source: FrameSource, head: Buffer, { number, follows, payload }: DeflatedFrame): boolean {
    this.#deflatedBy = source;
    this.#windowEnd = number;
    return this.#push(deflatedFraming, follows === 0 ? storeHead(head) : nothing, payload, nothing);
  }

  #push(framing: Framing, head: Buffer, body: Buffer, tail: Buffer): boolean {
    const length = head.length + body.length + tail.length;
    if (!this.#admits(length)) return false;
    const { trailer } = framing;
    const start = framing.headerLength(length);
    if (body.length <= copyLimit) {
      const size = start + length + trailer.length;
      // A message that waits gets memory of its own: in shared memory it would keep the frames of others.
      const at = this.#isGathering ? this.#take(size) : 0;
      const frame = this.#isGathering ? this.#memory.slab : Buffer.allocUnsafeSlow(size);
      framing.writeHeader(frame, at, length);
      frame.set(head, at + start);
      frame.set(body, at + start + head.length);
      put(tail, frame, at + start + head.length + body.length);
      put(trailer, frame, at + start + length);
      if (!this.#isGathering) this.#stream.write(frame);
      return true;
    }
    this.#writePiece();
    const first = Buffer.allocUnsafeSlow(start + head.length);
    framing.writeHeader(first, 0, length);
    first.set(head, start);
    this.#stream.cork();
    this.#stream.write(first);
    this.#stream.write(body);
    this.#stream.write(trailer.length === 0 ? tail : Buffer.concat([tail, trailer]));
    this.#stream.uncork();
    return true;
  }

  /**
   * Gives the writer the next turn, along with others; to be called once a turn. Returns whether it is the first one.
   */
  enqueue(writer: FrameSource): boolean {
    const isFirst = this.#due === null;
    if (this.#due) this.#due.push(writer);
    else this.#due = [writer];
    return isFirst;
  }

  /** The turn of all who are enqueued: what they write leaves in one system call, 64 KiB and one message at most. */
  pump(): void {
    const writers = this.#due ?? [];
    this.#due = null;
    const waiting = this.bytesWaiting;
    this.#isBehind = waiting > room;
    this.#memory.begin();
    this.#isGathering = waiting === 0;
    for (const writer of writers) writer.pump();
    this.#writeGathered();
    if (this.#stream.writableCorked > 0) this.#stream.uncork();
    if (this.bytesWaiting === 0) this.#memory.release();
    this.#isGathering = false;
  }

  /** Returns a place in the memory that all share. */
  #take(length: number): number {
    const place = this.#memory.take(length);
    if (place !== null) return place;
    this.#writePiece();
    return this.#take(length);
  }

  /** Writes what was gathered, and has what follows in this turn leave with it. */
  #writePiece(): void {
    if (this.#isGathering && this.#stream.writableCorked === 0) this.#stream.cork();
    this.#writeGathered();
  }

  #write(text: string): Promise<void> {
    const { trailer } = this.#framing;
    const length = Buffer.byteLength(text);
    const start = this.#framing.headerLength(length);
    const frame = Buffer.allocUnsafeSlow(start + length + trailer.length);
    this.#framing.writeHeader(frame, 0, length);
    frame.write(text, start);
    put(trailer, frame, start + length);
    return new Promise((resolve) => this.#stream.write(frame, () => resolve()));
  }

  #writeGathered(): void {
    if (this.#isGathering && this.#memory.gathered > 0) this.#stream.write(this.#memory.collect());
  }

  /** While there is room every message is possible, however long; what follows a longer one is counted from its end. */
  #admits(bytes: number): boolean {
    if (!this.isOpen) return false;
    const { maxBacklog, onOverflow } = this.#options;
    const waiting = this.bytesWaiting;
    if (waiting <= room) {
      this.#limit = bytes > maxBacklog ? waiting + bytes + maxBacklog : maxBacklog;
      return true;
    }
    if (waiting + bytes <= this.#limit) return true;
    onOverflow();
    return false;
  }

  #tellDrained(): void {
    if (!this.#waiting) return;
    const { early, late } = this.#waiting;
    this.#waiting = null;
    for (const listener of [...early, ...late]) listener();
  }
}

function isNotShown(): boolean {
  return false;
}

/** Copies few bytes, for which a call of `set` takes longer than a loop. */
function put(bytes: Buffer, target: Buffer, at: number): void {
  if (bytes.length > 16) target.set(bytes, at);
  else for (let index = 0; index < bytes.length; index += 1) target[at + index] = bytes[index] as number;
}
