import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";

/** Puts a copy in the place of what was there; with its owners and modes, which `fs.cp` does not keep. */
export async function copyFiles(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await promisify(execFile)("cp", ["-a", from, to]);
}
