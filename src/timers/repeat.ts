export interface RepeatOptions {
  /** Milliseconds from the end of one round to the start of the next; a function is asked after each round. */
  readonly interval: number | (() => number);
  /** Milliseconds until the first round. Default: it begins before `repeat` returns. */
  readonly delay?: number;
}

export interface Repetition {
  /** Begins a round now. While one is under way, another follows it at once, however often this is called. */
  now(): void;
  /** Ends the rounds. Resolves after the one under way, whose signal it aborts. Safe to repeat. */
  close(): Promise<void>;
}

/**
 * Runs a round again and again, one at a time. `round` must not reject, and should end soon once its signal is aborted.
 * The timer between two rounds does not keep the process alive.
 *
 * `setInterval` of `node:timers/promises` counts from start to start and queues the rounds that a slow one delays.
 */
export function repeat(
  round: (signal: AbortSignal) => Promise<void>,
  { interval, delay = 0 }: RepeatOptions,
): Repetition {
  const end = new AbortController();
  const { signal } = end;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isDue = false;

  function run(): void {
    clearTimeout(timer);
    isDue = false;
    running = round(signal).finally(rest);
  }

  function rest(): void {
    running = null;
    if (signal.aborted) return;
    if (isDue) run();
    else schedule(typeof interval === "number" ? interval : interval());
  }

  function schedule(milliseconds: number): void {
    timer = setTimeout(run, milliseconds).unref();
  }

  if (delay > 0) schedule(delay);
  else run();
  return {
    now() {
      if (running !== null) isDue = true;
      else if (!signal.aborted) run();
    },
    async close() {
      end.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
