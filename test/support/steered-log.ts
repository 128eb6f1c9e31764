import type { ActivityLog } from "../../src/engine/log/activity-log.ts";

/** A real log whose reads are counted, and whose next read can be made to wait, fail or answer otherwise. */
export interface SteeredLog extends ActivityLog {
  /** How often each method was called. */
  readonly reads: Record<keyof ActivityLog, number>;
  /** Has the next call of the method run `script` in its place, which may do the real read when it likes. */
  script<M extends keyof ActivityLog>(method: M, script: Script<M>): void;
}

type Script<M extends keyof ActivityLog> = (
  read: () => ReturnType<ActivityLog[M]>,
  ...args: Parameters<ActivityLog[M]>
) => ReturnType<ActivityLog[M]>;

/** Steers what the real PostgreSQL does only by chance: which of two things comes first. */
export function steerLog(log: ActivityLog): SteeredLog {
  const reads = { readProject: 0, readPage: 0, readHeads: 0 };
  const scripts: { [M in keyof ActivityLog]: Script<M>[] } = { readProject: [], readPage: [], readHeads: [] };
  return {
    reads,
    script: (method, script) => void scripts[method].push(script),
    readProject(...args) {
      reads.readProject += 1;
      const read = () => log.readProject(...args);
      return scripts.readProject.shift()?.(read, ...args) ?? read();
    },
    readPage(...args) {
      reads.readPage += 1;
      const read = () => log.readPage(...args);
      return scripts.readPage.shift()?.(read, ...args) ?? read();
    },
    readHeads(...args) {
      reads.readHeads += 1;
      const read = () => log.readHeads(...args);
      return scripts.readHeads.shift()?.(read, ...args) ?? read();
    },
  };
}
