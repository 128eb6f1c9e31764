/** Work that the clock does at a moment. */
interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  /** True for timers of the engine, which called `setTimeout`. */
  readonly isTimer: boolean;
}

const { setImmediate } = globalThis;

/** Time that passes only from one appointment to the next. Appointments of one moment are kept in the order of their making. */
export class VirtualClock {
  /** Milliseconds since the history began. */
  now = 0;
  /** Latest first. */
  readonly #appointments: Appointment[] = [];
  #order = 0;

  /** Timers of the engine that have not run out. */
  get timers(): number {
    return this.#appointments.filter(({ isTimer }) => isTimer).length;
  }

  /** Runs the work after `delay` milliseconds. Returns its cancellation. */
  schedule(delay: number, run: () => void, isTimer = false): () => void {
    const appointment = { at: this.now + Math.max(0, delay), order: this.#order++, run, isTimer };
    let index = this.#appointments.length;
    while (index > 0 && (this.#appointments[index - 1]?.at ?? 0) <= appointment.at) index -= 1;
    this.#appointments.splice(index, 0, appointment);
    return () => {
      const found = this.#appointments.indexOf(appointment);
      if (found >= 0) this.#appointments.splice(found, 1);
    };
  }

  /** Keeps all appointments up to `until`, or as long as `goesOn` says so. All promises settle between two of them. */
  async run(until: number, goesOn: () => boolean): Promise<void> {
    await settle();
    for (let next = this.#appointments.at(-1); next && next.at <= until && goesOn(); next = this.#appointments.at(-1)) {
      this.#appointments.pop();
      this.now = next.at;
      next.run();
      await settle();
    }
    this.now = Math.max(this.now, until);
  }
}

/** Node.js runs all microtasks before the next immediate. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
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
