import type { Environment, Signal } from "../../../../client/core/types.ts";
import type { Random } from "../../../simulation/random.ts";
import type { VirtualClock } from "../../../simulation/virtual-clock.ts";

export interface VirtualEnvironment extends Environment {
  /** Milliseconds by which somebody has set the clock forward; negative: back. Timers do not follow it. */
  shift: number;
  emit(signal: Signal): void;
  /** Its timers never fire again. */
  kill(): void;
}

export function createVirtualEnvironment(time: VirtualClock, random: Random): VirtualEnvironment {
  const listeners = new Set<(signal: Signal) => void>();
  let isDead = false;
  const environment: VirtualEnvironment = {
    shift: 0,
    now: () => time.now + environment.shift,
    random: () => random.next(),
    createId: () => createUuid(random),
    setTimer: (milliseconds, callback) => time.schedule(milliseconds, () => isDead || callback()),
    signals: {
      isVisible: () => true,
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
  return environment;
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
