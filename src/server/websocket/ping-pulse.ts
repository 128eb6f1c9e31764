import { WebSocket } from "ws";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";
import type { Pulse } from "../../engine/http/keep-alive.ts";

/** A ping without contents (RFC 6455, section 5.5.2). `ws` would make one for each of thousands of sockets. */
const pingFrame = Buffer.from([0x89, 0x00]);

/**
 * Pings a WebSocket. A peer that has not answered by the next check is gone, unless it reads: it has to read queued
 * data before the ping.
 */
export class PingPulse implements Pulse {
  readonly #socket: WebSocket;
  readonly #writer: SocketWriter;
  #isAlive = true;
  #isReading: () => boolean;

  constructor(socket: WebSocket, writer: SocketWriter) {
    this.#socket = socket;
    this.#writer = writer;
    this.#isReading = writer.watchReading();
    socket.on("pong", () => {
      this.#isAlive = true;
    });
  }

  get isOver(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }

  check(): void {
    if (!this.#isAlive && !this.#isReading()) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#isReading = this.#writer.watchReading();
    this.#writer.sendControl(pingFrame);
  }
}
