import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { PostgresAccount } from "./postgres-account.ts";

export interface PostgresProcess {
  /** Resolves with the exit code once it has ended and its last line has been heard; rejects when it cannot be run. */
  readonly ended: Promise<number | null>;
  /** To `postgres`: end all connections, write everything down, stop. */
  interrupt(): void;
}

/**
 * Runs a program of PostgreSQL in a session of its own, where no Ctrl-C reaches it. Interrupts it as soon as this
 * process is gone, even by kill -9. `onLine` hears what it writes to standard error.
 */
export function spawnPostgres(
  account: PostgresAccount,
  command: readonly string[],
  onLine: (line: string) => void,
): PostgresProcess {
  const child = spawn("/bin/sh", ["-c", tiedToPipe, "sh", ...account.prefix, ...command], {
    ...account.identity,
    cwd: "/",
    detached: true,
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  createInterface({ input: child.stderr as Readable }).on("line", onLine);
  // Lets the watcher go, which otherwise holds the pipe and with it the `close` event.
  child.once("exit", () => child.stdio[3]?.destroy());
  return {
    ended: once(child, "close").then(([code]) => code as number | null),
    interrupt: () => void child.kill("SIGINT"),
  };
}

/**
 * Descriptor 3 ends with the process that holds its other side. The watcher is twice removed, so that `postgres`, which
 * takes over the shell's process, has no child that it does not know.
 */
const tiedToPipe = `( (read -r _ <&3; kill -INT $$) >/dev/null 2>&1 & ); exec "$@" 3<&-`;
