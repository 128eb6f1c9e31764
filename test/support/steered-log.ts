import type { LogReader } from "../../src/engine/log/log-reader.ts";
import type { Activity } from "../../src/model/events.ts";
import type { ProjectAccess } from "../../src/operations/project-access.ts";
import type { ProjectLog } from "../../src/operations/project-log.ts";

type Reads = Omit<LogReader<ProjectAccess, Activity>, "kind">;

/** A real log whose reads are counted, and whose next read can be made to wait, fail or answer otherwise. */
export interface SteeredLog extends ProjectLog {
  /** Number of calls of each method. */
  readonly reads: Record<keyof Reads, number>;
  /** Has the next call of the method run `script` in its place, which may do the real read when it likes. */
  script<M extends keyof Reads>(method: M, script: Script<M>): void;
}

type Script<M extends keyof Reads> = (
  read: () => ReturnType<Reads[M]>,
  ...args: Parameters<Reads[M]>
) => ReturnType<Reads[M]>;

/** Steers what the real PostgreSQL does only by chance: which of two things comes first. */
export function steerLog(log: ProjectLog): SteeredLog {
  const reads = { readStream: 0, readPage: 0, readHeads: 0 };
  const scripts: { [M in keyof Reads]: Script<M>[] } = { readStream: [], readPage: [], readHeads: [] };
  return {
    ...log,
    reads,
    script: (method, script) => void scripts[method].push(script),
    readStream(...args) {
      reads.readStream += 1;
      const read = () => log.readStream(...args);
      return scripts.readStream.shift()?.(read, ...args) ?? read();
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
