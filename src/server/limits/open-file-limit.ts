import { readFile } from "node:fs/promises";

/** Files that an instance has open beside the connections of clients and of its database pool. */
const ownFiles = 100;

/** Connections of clients that the limit of open files leaves room for. */
export interface FileAllowance {
  readonly openFiles: number;
  /** At least 1. */
  readonly connections: number;
}

/**
 * Returns the number of client connections that fit into this process' limit of open files (`ulimit -n`), which Node has
 * raised as far as it may. Null where the limit cannot be read: only Linux tells it.
 */
export async function findFileAllowance(databaseConnections: number): Promise<FileAllowance | null> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  if (soft === undefined) return null;
  const openFiles = Number(soft);
  return { openFiles, connections: Math.max(1, openFiles - databaseConnections - ownFiles) };
}
