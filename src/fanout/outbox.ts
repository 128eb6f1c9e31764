import type { Duplex } from "node:stream";
import { WebSocket } from "ws";

/** How many bytes of a replay may wait on a socket; the rest follows when they are gone. */
const replayBacklog = 64 * 1024;

export interface OutboxOptions {
  readonly webSocket: WebSocket;
  /** What the WebSocket runs on. Frames go there directly, which is in order as long as nothing is compressed. */
  readonly stream: Duplex;
  /** How many bytes may wait, besides a single message that is longer. */
  readonly maxBacklog: number;
  /** Called instead of queueing what would make it more; closes the WebSocket. */
  readonly onOverflow: () => void;
}

/** What leaves by one WebSocket. What waits there is bounded: it is counted before a message is queued. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #drained = new Set<() => void>();
  #limit: number;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#limit = options.maxBacklog;
    options.stream.on("drain", () => this.#tellDrained());
  }

  /** False once the WebSocket closes: then nothing more is sent. */
  get isOpen(): boolean {
    return this.#options.webSocket.readyState === WebSocket.OPEN;
  }

  /** Whether a replay may go on; if not, the listener is called when it may. */
  hasRoom(onDrained: () => void): boolean {
    if (this.#options.stream.writableLength <= replayBacklog) return true;
    this.#drained.add(onDrained);
    return false;
  }

  /** Sends a message; resolves when the socket took it, or broke. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#admits(Buffer.byteLength(text))) this.#options.webSocket.send(text, () => resolve());
      else resolve();
    });
  }

  /** Sends a message that consists of two parts, UTF-8 each. */
  push(head: Buffer, body: Buffer): void {
    if (this.#admits(head.length + body.length)) this.#options.stream.write(toFrame(head, body));
  }

  /** What is sent by the work, which must not throw, leaves in one system call. */
  together(work: () => void): void {
    const { stream } = this.#options;
    stream.cork();
    work();
    stream.uncork();
  }

  #admits(bytes: number): boolean {
    if (!this.isOpen) return false;
    const { stream, maxBacklog, onOverflow } = this.#options;
    const waiting = stream.writableLength;
    // However long, an answer must be possible; what follows it is counted from its end.
    if (waiting === 0) this.#limit = Math.max(maxBacklog, bytes) + (bytes > maxBacklog ? maxBacklog : 0);
    if (waiting + bytes <= this.#limit) return true;
    onOverflow();
    return false;
  }

  #tellDrained(): void {
    const listeners = [...this.#drained];
    this.#drained.clear();
    for (const listener of listeners) listener();
  }
}

/** An unmasked text message in one frame (RFC 6455, section 5.2). */
function toFrame(head: Buffer, body: Buffer): Buffer {
  const length = head.length + body.length;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = 0x81;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(head, start);
  frame.set(body, start + head.length);
  return frame;
}
