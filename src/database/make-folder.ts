import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder, and those above it, where they are absent. Node's own way (`recursive`) never ends where the system
 * lets nobody make any, as in `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if (!existsSync(dirname(folder))) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    // A path that is no folder fails as soon as it is used as one.
    if (!isOfFiles(error) || error.code !== "EEXIST") throw error;
  });
}

/** Tells if the system refused something with a file or folder, rather than with a program. */
export function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "path" in error && "syscall" in error && !String(error.syscall).startsWith("spawn");
}
