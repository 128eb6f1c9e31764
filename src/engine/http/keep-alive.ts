/** Number of sweeps from one check of a connection to the next, and milliseconds from sweep to sweep. */
const sweeps = 12;
const sweepInterval = 1_000;

/** Sign of life of a connection. */
export interface Pulse {
  /** True once the connection is closed. */
  readonly isOver: boolean;
  /** Cuts the connection if its peer has given no sign since the last check, and asks for the next one. */
  check(): void;
}

/**
 * Checks every connection each 12 seconds, since TCP alone notices late that a peer is gone: on Linux after about 15
 * minutes. One timer serves all: each sweep is about the connections that opened in its share of the interval.
 */
export class KeepAlive {
  readonly #shares = Array.from({ length: sweeps }, () => new Set<Pulse>());
  readonly #timer = setInterval(() => this.#sweep(), sweepInterval);
  #current = 0;

  /** Watches the connection until it is closed. */
  watch(pulse: Pulse): void {
    this.#shares[this.#current]?.add(pulse);
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
