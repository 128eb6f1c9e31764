import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { type DeflatedFrame, storeHead } from "./deflated-frame.ts";
import type { FrameMemory } from "./frame-memory.ts";
import { countTaken } from "./node-compat.ts";

/** While no more bytes than this wait on a socket, there is room for more; the rest follows when they are gone. */
export const room = 64 * 1024;

/** Size in bytes from which the parts of a message are written as they are, so that not every socket gets a copy. */
const copyLimit = 16 * 1024;

/** First byte of the only frame of a text message, and of a compressed one (RFC 7692, section 6). */
const plainText = 0x81;
const deflatedText = 0xc1;

const nothing = Buffer.alloc(0);

/** For `ws`, which would compress with a window of its own. */
const uncompressed = { compress: false };

export interface SocketWriterOptions {
  readonly webSocket: WebSocket;
  /** The stream below the WebSocket. Frames go there directly, which is in order as long as `ws` compresses nothing. */
  readonly stream: Socket;
  /** True if the peer inflates frames, with a window of 32 KiB that outlasts a message (default: false). */
  readonly canDeflate?: boolean;
  /** Shared with others. */
  readonly memory: FrameMemory;
  /** Maximum waiting bytes, besides a single message that is longer; at least 64 KiB. */
  readonly maxBacklog: number;
  /** Called instead of queueing what would make it more; closes the WebSocket. */
  readonly onOverflow: () => void;
}

/** Writes frames to a socket when its turn comes. */
export interface FrameSource {
  /** Writes what is at hand. Must not throw. */
  pump(): void;
}

/** Outgoing messages of one WebSocket. Their waiting bytes are bounded, and counted before a message is queued. */
export class SocketWriter {
  readonly #options: SocketWriterOptions;
  readonly #webSocket: WebSocket;
  readonly #stream: Socket;
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
    this.#webSocket = options.webSocket;
    this.#stream = options.stream;
    this.#memory = options.memory;
    this.#limit = options.maxBacklog;
    options.stream.on("drain", () => this.#tellDrained());
  }

  /** False once the WebSocket closes: then nothing more is sent. */
  get isOpen(): boolean {
    return this.#webSocket.readyState === WebSocket.OPEN;
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
    return new Promise((resolve) => {
      if (this.#admits(Buffer.byteLength(text))) this.#webSocket.send(text, uncompressed, () => resolve());
      else resolve();
    });
  }

  /** Sends a message that consists of two parts, UTF-8 each. Returns whether there was room for it. */
  push(head: Buffer, body: Buffer): boolean {
    return this.#push(plainText, head, body);
  }

  /** Sends a compressed message of the source, whose plain ones begin with `head`. Returns whether there was room. */
  pushDeflated(source: FrameSource, head: Buffer, { number, follows, payload }: DeflatedFrame): boolean {
    this.#deflatedBy = source;
    this.#windowEnd = number;
    return this.#push(deflatedText, follows === 0 ? storeHead(head) : nothing, payload);
  }

  #push(firstByte: number, head: Buffer, body: Buffer): boolean {
    const length = head.length + body.length;
    if (!this.#admits(length)) return false;
    if (body.length <= copyLimit) {
      const frame = this.#take(headerLength(length) + length);
      frame.set(body, writeStart(frame, firstByte, length, head));
      if (!this.#isGathering) this.#stream.write(frame);
      return true;
    }
    this.#writeGathered();
    const start = Buffer.allocUnsafeSlow(headerLength(length) + head.length);
    writeStart(start, firstByte, length, head);
    this.#stream.cork();
    this.#stream.write(start);
    this.#stream.write(body);
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
    // Gathered frames may fill several pieces of memory.
    this.#stream.cork();
    for (const writer of writers) writer.pump();
    this.#writeGathered();
    this.#stream.uncork();
    if (this.bytesWaiting === 0) this.#memory.release();
    this.#isGathering = false;
  }

  /** A message that waits gets memory of its own: in shared memory it would keep the frames of others. */
  #take(length: number): Buffer {
    if (!this.#isGathering) return Buffer.allocUnsafeSlow(length);
    const memory = this.#memory.take(length);
    if (memory) return memory;
    this.#writeGathered();
    return this.#take(length);
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

/** Bytes of the frame header before a message of this length (RFC 6455, section 5.2). */
function headerLength(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/**
 * Begins the only frame of a message of this length, unmasked, with its first part. Returns where the rest goes.
 */
function writeStart(frame: Buffer, firstByte: number, length: number, head: Buffer): number {
  const start = headerLength(length);
  frame[0] = firstByte;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(head, start);
  return start + head.length;
}
