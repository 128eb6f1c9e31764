import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

/** Free bytes from which on the files of servers lie in memory. The tests of databases take a tenth of it. */
const enough = 4 * 2 ** 30;

/**
 * The folder below which servers of tests keep their files: one in memory where the machine has enough, for a database is
 * created there at a third of the cost or less, else that of the system for temporary files.
 */
export async function findServerFolder(): Promise<string> {
  const memory = "/dev/shm";
  try {
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize < enough ? tmpdir() : memory;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return tmpdir();
  }
}
