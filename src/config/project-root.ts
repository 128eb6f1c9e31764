import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({ name: z.string(), version: z.string() });

/** The folder of this project's package.json, whether the code runs from the sources or from `dist/server`. */
export const projectRoot: string = findRoot(import.meta.dirname);

/** The version of this Lockstep. */
export const version: string = manifestSchema.parse(readManifest(projectRoot)).version;

function findRoot(folder: string): string {
  if (manifestSchema.safeParse(readManifest(folder)).data?.name === "lockstep") return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("The package.json of Lockstep is in no folder above the running code.");
  return findRoot(parent);
}

function readManifest(folder: string): unknown {
  const path = join(folder, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}
