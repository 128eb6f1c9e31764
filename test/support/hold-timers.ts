import { onTestFinished } from "vitest";

/** Timers of one length that this process begins during a test. They wait for the test, not for the clock. */
export interface HeldTimers {
  /** Number of timers that were begun, and neither cleared nor fired. */
  readonly count: number;
  /** Ends all of them now. Later ones are held, too. */
  fire(): void;
}

/** Holds timers of so many milliseconds until the test is over; those that are held then never end. */
export function holdTimers(milliseconds: number): HeldTimers {
  const { setTimeout: begin, clearTimeout: clear } = globalThis;
  const held = new Map<unknown, () => void>();
  const hold = (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => {
    if (delay !== milliseconds) return begin(callback, delay, ...args);
    const timer = begin(() => undefined, longest).unref();
    held.set(timer, () => callback(...args));
    return timer;
  };
  const drop = (timer: NodeJS.Timeout) => {
    held.delete(timer);
    clear(timer);
  };
  Object.assign(globalThis, { setTimeout: hold, clearTimeout: drop });
  onTestFinished(() => void Object.assign(globalThis, { setTimeout: begin, clearTimeout: clear }));
  return {
    get count() {
      return held.size;
    },
    fire() {
      for (const [timer, end] of [...held]) {
        drop(timer as NodeJS.Timeout);
        end();
      }
    },
  };
}

/** Longest time that a timer of Node takes, in milliseconds. */
const longest = 2 ** 31 - 1;
