import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";

/** Free bytes from which on the files of servers lie in memory. The tests of databases take a tenth of it. */
const enough = 4 * 2 ** 30;

/**
 * Returns the folder below which servers of tests keep their files. It is in memory where the machine has enough, else
 * it is the system's for temporary files. A database is created in memory at a third of the cost or less.
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
