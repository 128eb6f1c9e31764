import { execFileSync } from "node:child_process";
import { projectRoot } from "../../src/config/project-root.ts";

let isBuilt = false;

/**
 * Program and arguments that run a command as `npx lockstep` does, in the project's folder. It does not look for stale
 * parts before each command, which takes half a second: the first call builds them for all of this worker. V8 compiles
 * the WebAssembly of Prisma once and does not optimize it, which would be a seventh of the CPU of a start.
 */
export function lockstepCommand(...args: readonly string[]): readonly [program: string, ...args: string[]] {
  if (!isBuilt) execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: projectRoot });
  isBuilt = true;
  return [process.execPath, "--liftoff-only", "dist/server/src/main.js", ...args];
}
