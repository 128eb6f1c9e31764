import process from "node:process";

/** Calls `stop` at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let stoppingSince: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stoppingSince === null) {
        stoppingSince = Date.now();
        return stop(signal);
      }
      // npm sends one Ctrl-C twice, which counts once.
      if (Date.now() - stoppingSince > 500) process.exit(1);
    });
  }
}
