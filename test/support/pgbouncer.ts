import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findFreePort } from "./find-free-port.ts";
import { requireProgram } from "./require-program.ts";
import { runAfterDeath } from "./run-after-death.ts";

/** A PgBouncer of the test's own, in transaction mode. */
export interface PgBouncer {
  /** The database's address through it, which says that it is one. */
  readonly url: string;
  close(): Promise<void>;
}

/** Number of its connections to PostgreSQL, fewer than its clients need. */
const serverConnections = 10;

export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  const program = await requireProgram({
    names: ["pgbouncer"],
    packages: { "apt-get": "pgbouncer", apk: "pgbouncer", dnf: "pgbouncer", brew: "pgbouncer" },
    variable: "PATH",
  });
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), "lockstep-pgbouncer-"));
  const file = join(folder, "pgbouncer.ini");
  const { hostname, port: serverPort, username, password } = new URL(databaseUrl);
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${serverConnections}
`,
  );
  // It refuses to run as root.
  await Promise.all([chmod(folder, 0o755), chmod(file, 0o644)]);
  const account = process.getuid?.() === 0 ? ["--user", "nobody"] : [];
  const child = spawn(program, [...account, file], { stdio: ["ignore", "ignore", "pipe"] });
  const callOff = runAfterDeath(`kill -9 ${child.pid}; rm -rf '${folder}'`);
  const ended = once(child, "exit");
  await untilUp(child);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  url.searchParams.set("pgbouncer", "true");
  return {
    url: url.href,
    async close() {
      child.kill("SIGKILL");
      await ended;
      callOff();
      await rm(folder, { recursive: true });
    },
  };
}

async function untilUp({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error("It has no standard error.");
  const said: string[] = [];
  for await (const line of createInterface(stderr)) {
    said.push(line);
    if (line.includes("process up")) {
      stderr.resume();
      return;
    }
  }
  throw new Error(`PgBouncer did not start:\n${said.join("\n")}`);
}
