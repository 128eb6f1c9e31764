import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this project's package.json, whether the code runs from the sources or from `dist/server`. */
export const projectRoot: string = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && isLockstep(readFileSync(manifest, "utf8"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("The package.json of Lockstep is in no folder above the running code.");
  return findRoot(parent);
}

function isLockstep(manifest: string): boolean {
  return (JSON.parse(manifest) as { name?: unknown }).name === "lockstep";
}
