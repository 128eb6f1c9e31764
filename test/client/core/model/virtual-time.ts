import type { Environment, Signal } from "../../../../client/core/types.ts";
import type { Random } from "../../../simulation/random.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that only `advance` moves. Everything that is due runs in order. */
export class VirtualTime {
  now = 1_700_000_000_000;
  #timers: Timer[] = [];
  #order = 0;

  after(milliseconds: number, run: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.now + Math.max(0, milliseconds), order: this.#order, run };
    const index = this.#timers.findLastIndex((each) => each.at <= timer.at);
    this.#timers.splice(index + 1, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }

  /** Resolves after the milliseconds. */
  pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await settle();
    for (let next = this.#timers[0]; next && next.at <= end; next = this.#timers[0]) {
      this.#timers.shift();
      this.now = Math.max(this.now, next.at);
      next.run();
      await settle();
    }
    this.now = end;
  }
}

/** Lets everything run that waits for no timer. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

export interface VirtualEnvironment extends Environment {
  emit(signal: Signal): void;
  /** Its timers never fire again. */
  kill(): void;
}

export function createVirtualEnvironment(time: VirtualTime, random: Random): VirtualEnvironment {
  const listeners = new Set<(signal: Signal) => void>();
  let isDead = false;
  return {
    now: () => time.now,
    random: () => random.next(),
    createId: () => createUuid(random),
    setTimer: (milliseconds, callback) => time.after(milliseconds, () => isDead || callback()),
    signals: {
      isVisible: () => true,
      isOnline: () => true,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    emit(signal) {
      for (const listener of listeners) listener(signal);
    },
    kill() {
      isDead = true;
      listeners.clear();
    },
  };
}

export function createUuid(random: Random): string {
  const digits = Array.from({ length: 4 }, () =>
    random
      .int(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  const [a, b, c, d] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(13, 16), digits.slice(17, 20)];
  return `${a}-${b}-4${c}-8${d}-${digits.slice(20)}`;
}
