import { chmod, chown, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { inject } from "vitest";
import { clusterFiles, superuser } from "../../src/database/create-cluster.ts";
import { renewIdentity } from "../../src/database/deployment-identity.ts";
import { findPostgresBinaries } from "../../src/database/find-postgres-binaries.ts";
import { createPostgresAccount } from "../../src/database/postgres-account.ts";
import { type PostgresProcess, spawnPostgres } from "../../src/database/spawn-postgres.ts";
import { administer } from "./administer.ts";
import { copyFiles } from "./copy-files.ts";
import { findFreePort } from "./find-free-port.ts";
import { findServerFolder } from "./find-server-folder.ts";
import { runAfterDeath } from "./run-after-death.ts";
import type { TlsCertificate } from "./tls-certificate.ts";

/**
 * A PostgreSQL of the test's own, migrated, to be stopped and set back. Its address stays the same through all of it.
 */
export interface OwnPostgres {
  readonly url: string;
  /** As an operator does: ends all connections and writes everything down. */
  stop(): Promise<void>;
  /** Resolves when it takes connections again. */
  start(): Promise<void>;
  /** Each remembers the state as it is, and returns what then brings it back, with an end to all that came later. */
  readonly remember: Readonly<
    Record<"coldCopy" | "pointInTime" | "laggingStandby", () => Promise<() => Promise<void>>>
  >;
  /** Starts a second server on a copy of the files, as of a copied volume. The caller closes it first. */
  copyVolume(): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Restarts it as a standby without a primary, which only takes reads, until `promote`. */
  standBy(): Promise<void>;
  promote(): Promise<void>;
  close(): Promise<void>;
}

export interface OwnPostgresOptions {
  readonly tls?: TlsCertificate;
  /** Its files lie in a new folder of this one; by default of `findServerFolder()`. */
  readonly parent?: string;
  /** By their names in `postgresql.conf`. */
  readonly settings?: Settings;
}

/** With `tls` it offers encryption, and takes connections without it as well. */
export async function createOwnPostgres({
  tls,
  parent,
  settings: ownSettings = {},
}: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const { postgres } = await findPostgresBinaries();
  const home = await mkdtemp(join(parent ?? (await findServerFolder()), "lockstep-own-"));
  const callOff = runAfterDeath(`while rm -rf '${home}'; sleep 1; [ -e '${home}' ]; do :; done`);
  const folder = join(home, "postgres");
  await copyFiles(join(inject("postgres").dataDir, "postgres"), folder);
  const { data, passwordFile } = clusterFiles(folder);
  const { uid, gid } = await stat(folder);
  const account = await createPostgresAccount({ uid, gid }, [postgres, data]);
  const [archive, copy, standbyData] = ["archive", "copy", "standby"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(archive);
  await chown(archive, uid, gid);
  const secured = tls ? await installCertificate(tls, folder, { uid, gid }) : {};
  const password = await readFile(passwordFile, "utf8");
  const [port, standbyPort] = [await findFreePort(), await findFreePort()];
  const urlAt = (at: number) => `postgresql://${superuser}:${password}@127.0.0.1:${at}/postgres`;
  const url = urlAt(port);

  const run = (files: string, at: number, settings: Settings = {}) => {
    const all = { ...common, ...secured, archive_command: `/bin/cp %p ${archive}/%f`, ...ownSettings, ...settings };
    const options = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    return startServer((onLine) =>
      spawnPostgres(account, [postgres, "-D", files, "-p", String(at), ...options], onLine),
    );
  };
  let files = data;
  let server = await run(files, port);
  const stop = async () => {
    server.interrupt();
    await server.ended;
  };
  /** The files of the running server, as PostgreSQL's own low-level backup has them copied. */
  const backUp = async (to: string) => {
    const client = new Client(url);
    await client.connect();
    await client.query("SELECT pg_backup_start('test', true)");
    await copyFiles(data, to);
    const { rows } = await client.query<{ labelfile: string }>("SELECT labelfile FROM pg_backup_stop()");
    await client.end();
    await rm(join(to, "postmaster.pid"));
    await writeFile(join(to, "backup_label"), rows[0]?.labelfile ?? "");
  };
  await beAnother(url);

  return {
    url,
    stop,
    start: async () => {
      server = await run(files, port);
    },
    remember: {
      async coldCopy() {
        await stop();
        await copyFiles(data, copy);
        server = await run(data, port);
        return async () => {
          await stop();
          await copyFiles(copy, data);
          server = await run(data, port);
        };
      },

      async pointInTime() {
        await backUp(copy);
        await administer(url, "SELECT pg_create_restore_point('remembered')");
        return async () => {
          await administer(url, "SELECT pg_switch_wal()");
          await stop();
          await copyFiles(copy, data);
          await writeFile(join(data, "recovery.signal"), "");
          server = await run(data, port, {
            restore_command: `/bin/cp ${archive}/%f %p`,
            recovery_target_name: "remembered",
            recovery_target_action: "promote",
          });
          await untilWritable(url);
        };
      },

      async laggingStandby() {
        await backUp(standbyData);
        await writeFile(join(standbyData, "standby.signal"), "");
        const primary = `host=127.0.0.1 port=${port} user=${superuser} password=${password}`;
        const standby = await run(standbyData, standbyPort, { primary_conninfo: primary });
        const [row] = await administer(url, "SELECT pg_current_wal_flush_lsn() AS reached");
        const hasCaughtUp = `SELECT pg_last_wal_replay_lsn() >= '${row?.["reached"]}' AS is_done`;
        while (!(await administer(urlAt(standbyPort), hasCaughtUp))[0]?.["is_done"]);
        // From here on it hears nothing more.
        standby.interrupt();
        await standby.ended;
        return async () => {
          await stop();
          files = standbyData;
          server = await run(files, port);
          await administer(url, "SELECT pg_promote()");
          await untilWritable(url);
        };
      },
    },
    async copyVolume() {
      await stop();
      await copyFiles(data, copy);
      server = await run(data, port);
      const twin = await run(copy, standbyPort);
      return {
        url: urlAt(standbyPort),
        async close() {
          twin.interrupt();
          await twin.ended;
        },
      };
    },
    async standBy() {
      await stop();
      await writeFile(join(files, "standby.signal"), "");
      server = await run(files, port);
    },
    async promote() {
      await administer(url, "SELECT pg_promote()");
      await untilWritable(url);
    },
    async close() {
      await stop();
      await rm(home, { recursive: true });
      callOff();
    },
  };
}

/** All copies of the run's files would be one deployment. */
async function beAnother(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  await renewIdentity(pool);
  await pool.end();
}

type Settings = Readonly<Record<string, string>>;

const common: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  log_line_prefix: "",
  archive_mode: "on",
  fsync: "off",
};

/** PostgreSQL wants to own its key, and nobody else to read it. */
async function installCertificate(
  { certificate, key }: TlsCertificate,
  folder: string,
  owner: { readonly uid: number; readonly gid: number },
): Promise<Settings> {
  const [ownCertificate, ownKey] = [join(folder, "server.pem"), join(folder, "server.key")];
  await copyFile(certificate, ownCertificate);
  await copyFile(key, ownKey);
  await chmod(ownKey, 0o600);
  await Promise.all([ownCertificate, ownKey].map((path) => chown(path, owner.uid, owner.gid)));
  return { ssl: "on", ssl_cert_file: ownCertificate, ssl_key_file: ownKey };
}

/** Resolves when it takes connections, be it only to read. */
async function startServer(spawn: (onLine: (line: string) => void) => PostgresProcess): Promise<PostgresProcess> {
  const said: string[] = [];
  let markReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const server = spawn((line) => {
    said.push(line);
    if (/database system is ready to accept (read-only )?connections$/.test(line)) markReady();
  });
  const failed = server.ended.then(() => {
    throw new Error(`PostgreSQL did not start:\n${said.join("\n")}`);
  });
  await Promise.race([ready, failed]);
  // Its end is awaited by whoever stops it.
  failed.catch(() => undefined);
  return server;
}

/** Waits for the end of a recovery. */
async function untilWritable(url: string): Promise<void> {
  while ((await administer(url, "SELECT pg_is_in_recovery() AS goes_on"))[0]?.["goes_on"]);
}
