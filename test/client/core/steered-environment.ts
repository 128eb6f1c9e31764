import { createEnvironment } from "../../../client/core/environment/create-environment.ts";
import type { Environment, Signal } from "../../../client/core/types.ts";

export interface SteeredEnvironment {
  readonly environment: Environment;
  readonly signal: (signal: Signal) => void;
  /** Lets so many milliseconds pass in which no timer runs. */
  readonly skip: (milliseconds: number) => void;
  /** Lets so many milliseconds pass at once, with the timers that end in them. Where time stands still alone. */
  readonly elapse: (milliseconds: number) => void;
}

/**
 * Creates an environment in which all timers run so many times faster. 0: time stands still but for `skip` and
 * `elapse`.
 */
export function createSteeredEnvironment(speed = 1): SteeredEnvironment {
  const real = createEnvironment();
  const listeners = new Set<(signal: Signal) => void>();
  let isVisible = true;
  const started = real.now();
  let skipped = 0;
  /** Those of a time that stands still. */
  const timers = new Map<() => void, number>();
  const environment: Environment = {
    ...real,
    // Time itself runs faster, too.
    now: () => started + skipped + (real.now() - started) * speed,
    setTimer(milliseconds, callback) {
      if (speed > 0 || milliseconds === 0) return real.setTimer(milliseconds / (speed || 1), callback);
      const run = () => callback();
      timers.set(run, environment.now() + milliseconds);
      return () => void timers.delete(run);
    },
    signals: {
      isVisible: () => isVisible,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
  };
  return {
    environment,
    skip(milliseconds) {
      skipped += milliseconds;
    },
    elapse(milliseconds) {
      const end = environment.now() + milliseconds;
      for (;;) {
        const [due] = [...timers].filter(([, time]) => time <= end).sort(([, one], [, other]) => one - other);
        if (!due) break;
        const [run, time] = due;
        timers.delete(run);
        skipped += Math.max(0, time - environment.now());
        run();
      }
      skipped += end - environment.now();
    },
    signal(given) {
      if (given === "visible" || given === "hidden") isVisible = given === "visible";
      for (const listener of [...listeners]) listener(given);
    },
  };
}
