import type { Logger } from "pino";

export interface DependencyOptions {
  /** Begin of the sentences that the log gets, as in "The mail server". */
  readonly name: string;
  /** Consequence of an outage, as a clause. */
  readonly consequence: string;
  /** Rejects while it cannot be used, with the reason as the message; within ten seconds, or when the signal aborts. */
  readonly check: (signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
  /** Milliseconds between two checks while it works. */
  readonly interval: number;
}

/** Something that the server uses, but goes on without. */
export interface Dependency {
  /** Result of the last check; "down" before the first one. */
  state(): "up" | "down";
  /** Checks it now, unless a check is under way. */
  recheck(): void;
  /** Ends the checks, the one under way included. */
  close(): void;
}

/** Milliseconds between two checks while it does not work. */
const retryInterval = 5_000;

/** Checks it now and again and again. Each change of state is logged once, an outage with its reason. */
export function watchDependency({ name, consequence, check, logger, interval }: DependencyOptions): Dependency {
  let state: "unknown" | "up" | "down" = "unknown";
  let isChecking = false;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  function enter(next: "up" | "down", reason: string | null): void {
    if (closing.signal.aborted) return;
    if (reason !== null && state !== next) {
      logger.warn({ reason }, `${name} cannot be used: ${consequence}. The server tries until it can.`);
    } else if (state === "down" && next === "up") logger.info(`${name} can be used again.`);
    state = next;
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    if (isChecking || closing.signal.aborted) return;
    isChecking = true;
    await check(closing.signal).then(
      () => enter("up", null),
      (error: unknown) => enter("down", error instanceof Error ? error.message : String(error)),
    );
    isChecking = false;
    if (!closing.signal.aborted) timer = setTimeout(run, state === "up" ? interval : retryInterval).unref();
  }

  void run();
  return {
    state: () => (state === "up" ? "up" : "down"),
    recheck: () => void run(),
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}
