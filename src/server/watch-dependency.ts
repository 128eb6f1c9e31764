import type { Logger } from "pino";
import { repeat } from "../timers/repeat.ts";

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

  function enter(next: "up" | "down", reason: string | null): void {
    if (reason !== null && state !== next) {
      logger.warn({ reason }, `${name} cannot be used: ${consequence}. The server tries until it can.`);
    } else if (state === "down" && next === "up") logger.info(`${name} can be used again.`);
    state = next;
  }

  async function run(signal: AbortSignal): Promise<void> {
    isChecking = true;
    const reason = await check(signal).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    isChecking = false;
    if (!signal.aborted) enter(reason === null ? "up" : "down", reason);
  }

  const checks = repeat(run, { interval: () => (state === "up" ? interval : retryInterval) });
  return {
    state: () => (state === "up" ? "up" : "down"),
    recheck() {
      if (!isChecking) checks.now();
    },
    close: () => void checks.close(),
  };
}
