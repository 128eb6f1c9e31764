import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/**
 * Stops the PostgreSQL that still runs on a cluster although its parent process is gone. Removes its leftovers, which
 * would keep the next one from starting. Only the process that claimed the cluster's folder may call it.
 */
export async function stopOrphan(data: string): Promise<void> {
  const pid = Number.parseInt((await readPidFile(data)) ?? "", 10);
  if (await isPostmaster(pid, data)) process.kill(pid, "SIGINT");
  while (await isPostmaster(pid, data)) await sleep(20);
  await disownPidFile(data);
}

/**
 * PostgreSQL refuses to start when the process that its file names is alive, also when that is a stranger who got the
 * number later. It takes the number of its own parent for stale, and still finds survivors by the rest of the file.
 */
async function disownPidFile(data: string): Promise<void> {
  const text = await readPidFile(data);
  if (text !== null) await writeFile(pidFileOf(data), text.replace(/^\d*/, String(process.pid)));
}

async function readPidFile(data: string): Promise<string | null> {
  try {
    return await readFile(pidFileOf(data), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function pidFileOf(data: string): string {
  return join(data, "postmaster.pid");
}

/** Told by its command line: numbers are used again, and a dead process that nobody waits for has none. */
async function isPostmaster(pid: number, data: string): Promise<boolean> {
  return (await readCommandLine(pid)).includes(`/postgres -D ${data} `);
}

async function readCommandLine(pid: number): Promise<string> {
  if (!Number.isInteger(pid)) return "";
  try {
    if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
    return (await promisify(execFile)("ps", ["-ww", "-o", "command=", "-p", String(pid)])).stdout;
  } catch {
    return "";
  }
}
