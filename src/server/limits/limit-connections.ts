import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { OperatorError } from "../../errors/operator-error.ts";

/** Files that an instance has open beside the connections of clients and of its database pool. */
const ownFiles = 100;

/** Number of client connections below which a limit of open files is worth a warning. */
const fewConnections = 1_000;

/**
 * Returns the number of client connections to admit: `wanted`, or as many as fit into the limit of open files. Beyond
 * that limit connections fail at random, those to PostgreSQL included. Rejects where none fits.
 */
export async function limitConnections(wanted: number, databaseConnections: number, logger: Logger): Promise<number> {
  const openFiles = await findFileLimit();
  if (openFiles === null) return wanted;
  const connections = openFiles - databaseConnections - ownFiles;
  if (connections >= wanted) return wanted;
  if (connections < 1) {
    throw new OperatorError(
      `The limit of open files is ${openFiles}, and the server needs ${databaseConnections + ownFiles + 1} for the first client. Raise ulimit -n, or LimitNOFILE of its systemd unit, to 65536.`,
    );
  }
  // An instance that only cannot reach the default of MAX_CONNECTIONS has no fault.
  logger[connections < fewConnections ? "warn" : "debug"](
    { openFiles, connections },
    "The limit of open files is lower than MAX_CONNECTIONS needs; fewer connections are taken. Raise ulimit -n.",
  );
  return connections;
}

/**
 * Returns this process' limit of open files (`ulimit -n`), which Node has raised as far as it may. Only Linux tells it.
 */
export async function findFileLimit(): Promise<number | null> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? null : Number(soft);
}
