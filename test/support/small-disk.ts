import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runAfterDeath } from "./run-after-death.ts";

/** A disk of the test's own that can be filled up. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  free(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Mounts one in memory; for root alone, who else may mount nothing. */
export async function createSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  // Users that own what lies in it must get through.
  await chmod(folder, 0o755);
  const callOff = runAfterDeath(`umount -l '${folder}'; rmdir '${folder}'`);
  const ballast = join(folder, "ballast");
  return {
    folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      if (bavail > 0) await run("fallocate", ["--length", String(bavail * bsize), ballast]);
    },
    free: () => rm(ballast, { force: true }),
    async close() {
      await run("umount", ["-l", folder]);
      await rm(folder, { recursive: true });
      callOff();
    },
  };
}
