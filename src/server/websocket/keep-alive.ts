import { WebSocket } from "ws";
import type { SocketWriter } from "../../engine/fanout/socket-writer.ts";

/** Number of sweeps from one ping of a socket to the next, and milliseconds from sweep to sweep. */
const sweeps = 12;
const sweepInterval = 1_000;

/**
 * Cuts sockets whose peers are gone, which TCP alone may never notice: those that have not answered a ping within 12
 * seconds. A peer that reads is there, too, since it has to read queued data before the ping. One timer serves all:
 * each sweep is about the sockets that opened in its share of the interval.
 */
export class KeepAlive {
  readonly #shares = Array.from({ length: sweeps }, () => new Set<Pulse>());
  readonly #timer = setInterval(() => this.#sweep(), sweepInterval);
  #current = 0;

  /** Watches the socket until it is closed. */
  watch(socket: WebSocket, writer: SocketWriter): void {
    this.#shares[this.#current]?.add(new Pulse(socket, writer));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    this.#current = (this.#current + 1) % sweeps;
    const share = this.#shares[this.#current];
    for (const pulse of share ?? []) {
      if (pulse.isOver) share?.delete(pulse);
      else pulse.check();
    }
  }
}

class Pulse {
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
    this.#socket.ping();
  }
}
