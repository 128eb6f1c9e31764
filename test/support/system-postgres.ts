import { execFile } from "node:child_process";
import { chmod, chown, mkdtemp, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { chooseClusterOwner, createPostgresAccount } from "../../src/database/postgres-account.ts";
import { spawnPostgres } from "../../src/database/spawn-postgres.ts";
import { findFreePort } from "./find-free-port.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** A PostgreSQL of the system's packages, whose `pg_dump` and `pg_restore` fit it. */
export interface SystemPostgres {
  /** Environment with which its programs find it, as its superuser. */
  readonly variables: Readonly<Record<"PGHOST" | "PGPORT" | "PGUSER", string>>;
  /** The address of one of its databases. */
  url(database: string, user?: string): string;
  close(): Promise<void>;
}

/** Starts an empty one that trusts whoever comes. */
export async function startSystemPostgres(): Promise<SystemPostgres> {
  const bin = await findBinaries();
  const folder = await mkdtemp(join(await findServerFolder(), "lockstep-system-"));
  const callOff = runAfterDeath(`while rm -rf '${folder}'; sleep 1; [ -e '${folder}' ]; do :; done`);
  const owner = await chooseClusterOwner();
  await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
  const data = join(folder, "data");
  const account = await createPostgresAccount(owner, [join(bin, "postgres"), data]);
  const options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  const made = spawnPostgres(account, [join(bin, "initdb"), ...options, data], () => {});
  if ((await made.ended) !== 0) throw new Error("initdb of the system's PostgreSQL failed.");
  const port = String(await findFreePort());
  const said: string[] = [];
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"];
  const server = spawnPostgres(account, [join(bin, "postgres"), "-D", data, "-p", port, ...settings], (line) => {
    said.push(line);
    if (line.endsWith("database system is ready to accept connections")) markReady();
  });
  const failed = server.ended.then(() => {
    throw new Error(`The system's PostgreSQL did not start:\n${said.join("\n")}`);
  });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  return {
    variables: { PGHOST: "127.0.0.1", PGPORT: port, PGUSER: "postgres" },
    url: (database, user = "postgres") => `postgresql://${user}@127.0.0.1:${port}/${database}`,
    async close() {
      server.interrupt();
      await server.ended;
      await rm(folder, { recursive: true });
      callOff();
    },
  };
}

/** Debian keeps the server's programs beside those of its clients, outside of the PATH. */
async function findBinaries(): Promise<string> {
  const initdb = await requireProgram({
    names: ["initdb", "pg_config"],
    packages: { "apt-get": "postgresql libpq-dev", apk: "postgresql", dnf: "postgresql-server", brew: "postgresql" },
    variable: "PATH",
  });
  if (initdb.endsWith("initdb")) return dirname(await realpath(initdb));
  const { stdout } = await promisify(execFile)(initdb, ["--bindir"]);
  return stdout.trim();
}
