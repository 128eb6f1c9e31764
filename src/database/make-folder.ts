import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isOfFiles } from "./is-of-files.ts";

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
