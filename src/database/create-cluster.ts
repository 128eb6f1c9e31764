import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { chooseClusterOwner, createPostgresAccount } from "./postgres-account.ts";
import { spawnPostgres } from "./spawn-postgres.ts";

/** The name of the superuser. */
export const superuser = "lockstep";

/** The superuser's password, readable by the owner alone, and the files of PostgreSQL. */
export function clusterFiles(folder: string): { readonly passwordFile: string; readonly data: string } {
  return { passwordFile: join(folder, "password"), data: join(folder, "data") };
}

/**
 * Creates a cluster where there is none yet. It is made aside and moved into place when it is complete. A start that
 * was killed in between leaves nothing that the next one would take for a cluster. One process at a time may call this.
 */
export async function createCluster(folder: string, initdb: string): Promise<void> {
  const draftPrefix = `${folder}.new-`;
  await removeDrafts(draftPrefix);
  if (existsSync(folder)) return;
  const owner = await chooseClusterOwner();
  const draft = await mkdtemp(draftPrefix);
  const { passwordFile, data } = clusterFiles(draft);
  await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await Promise.all([draft, passwordFile].map((path) => chown(path, owner.uid, owner.gid)));
  const lines: string[] = [];
  const account = await createPostgresAccount(owner, [initdb, data]);
  const run = spawnPostgres(account, [initdb, ...initdbOptions, `--pwfile=${passwordFile}`, data], (line) => {
    lines.push(line);
  });
  if ((await run.ended) !== 0) throw new Error(`The embedded PostgreSQL cannot be set up: ${lines.join(" ")}`);
  await rename(draft, folder);
}

const initdbOptions = [
  `--username=${superuser}`,
  "--auth=scram-sha-256",
  "--encoding=UTF8",
  // Unicode's case rules and byte order on every machine, whatever locales it has.
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
];

async function removeDrafts(prefix: string): Promise<void> {
  const parent = dirname(prefix);
  const drafts = (await readdir(parent)).filter((name) => name.startsWith(basename(prefix)));
  // Retries while an initdb that lost its process cleans up after itself.
  await Promise.all(drafts.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 10 })));
}
