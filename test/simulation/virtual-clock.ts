/** Work that the clock does at a moment. */
interface Appointment {
  readonly at: number;
  readonly run: () => void;
  /** True for timers of the engine, which called `setTimeout`. */
  readonly isTimer: boolean;
}

const { setImmediate } = globalThis;

/** Immediates that one turn of the event loop runs. A turn costs as much as ten of them. */
const immediatesPerTurn = 50;

/**
 * Time that passes only from one appointment to the next. Appointments of one moment are kept in the order of their
 * making.
 */
export class VirtualClock {
  /** In milliseconds. */
  now: number;
  /** Latest first. */
  readonly #appointments: Appointment[] = [];
  /** Immediates that are set and have not run. */
  #immediates = 0;
  #step: (() => void) | null = null;

  constructor(now = 0) {
    this.now = now;
  }

  /** Timers of the engine that have not run out. */
  get timers(): number {
    return this.#appointments.filter(({ isTimer }) => isTimer).length;
  }

  /** Runs the work after `delay` milliseconds. Returns its cancellation. */
  schedule(delay: number, run: () => void, isTimer = false): () => void {
    const appointment = { at: this.now + Math.max(0, delay), run, isTimer };
    let index = this.#appointments.length;
    while (index > 0 && (this.#appointments[index - 1]?.at ?? 0) <= appointment.at) index -= 1;
    this.#appointments.splice(index, 0, appointment);
    return () => {
      const found = this.#appointments.indexOf(appointment);
      if (found >= 0) this.#appointments.splice(found, 1);
    };
  }

  /** Resolves after `delay` milliseconds. */
  pass(delay: number): Promise<void> {
    return new Promise((resolve) => void this.schedule(delay, resolve));
  }

  /**
   * Keeps all appointments of the next `duration` milliseconds, or as long as `goesOn` says so. All promises settle
   * between two of them. Rejects with what an appointment throws.
   */
  advance(duration: number, goesOn: () => boolean = () => true): Promise<void> {
    const until = this.now + duration;
    return new Promise((resolve, reject) => {
      const step = () => {
        const next = this.#appointments.at(-1);
        if (!next || next.at > until || !goesOn()) {
          this.now = Math.max(this.now, until);
          return resolve();
        }
        this.#appointments.pop();
        this.now = Math.max(this.now, next.at);
        try {
          next.run();
        } catch (error) {
          return reject(error);
        }
        this.#settle(step);
      };
      this.#settle(step);
    });
  }

  /** Node.js runs all microtasks, and tells of rejections that nobody handles, before the next immediate. */
  #settle(step: () => void): void {
    this.#step = step;
    if (this.#immediates > 0) return;
    for (; this.#immediates < immediatesPerTurn; this.#immediates += 1) setImmediate(() => this.#takeStep());
  }

  #takeStep(): void {
    this.#immediates -= 1;
    const step = this.#step;
    this.#step = null;
    step?.();
  }
}

/** Puts the clock in the place of the process's timers. Returns their restoration. */
export function replaceTimers(clock: VirtualClock): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = performance;
  const start = (run: () => void, delay = 0) => {
    const cancel = clock.schedule(delay, run, true);
    const timer = { cancel, unref: () => timer, ref: () => timer };
    return timer;
  };
  globalThis.setTimeout = start as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: { cancel(): void }) => timer?.cancel()) as typeof clearTimeout;
  performance.now = () => clock.now;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    performance.now = now;
  };
}
