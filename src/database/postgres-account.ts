import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** User for a program of PostgreSQL, which refuses to run as root. */
export interface PostgresAccount {
  /** To be given to `spawn`; empty for this process' own user. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Stands before the program and its arguments. */
  readonly prefix: readonly string[];
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** This process' own user or, for root, `identity`, who gets through to the files wherever they are. */
export async function createPostgresAccount(identity: Identity, files: readonly string[]): Promise<PostgresAccount> {
  if (!isRoot()) return { identity: {}, prefix: [] };
  const reachable = await Promise.all(files.map((file) => canReach(identity, dirname(file))));
  if (reachable.every(Boolean)) return { identity, prefix: [] };
  return { identity: {}, prefix: prefixOf(identity) };
}

/** Owner of a new cluster: this process' own user or, for root, `postgres` where it exists, else `nobody`. */
export async function chooseClusterOwner(): Promise<Identity> {
  const own = process.geteuid && process.getegid && { uid: process.geteuid(), gid: process.getegid() };
  if (!own) throw new Error("The embedded PostgreSQL does not run on this operating system: set DATABASE_URL.");
  if (own.uid !== 0) return own;
  return (await findUser("postgres")) ?? (await findUser("nobody")) ?? own;
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** A checkout in `/root` or `mktemp -d` is closed to everyone else; this one capability opens folders on the way. */
function prefixOf({ uid, gid }: Identity): string[] {
  const capability = "+dac_override";
  return [
    "setpriv",
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    // PostgreSQL asks access(2) about its own files, which else leaves the capability out of account.
    "--securebits=+no_setuid_fixup",
    "--",
  ];
}

/** Tells if the folder and all above it may be passed through. */
async function canReach(identity: Identity, folder: string): Promise<boolean> {
  const { uid, gid, mode } = await stat(folder);
  const execute = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
  if ((mode & execute) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || canReach(identity, parent);
}

async function findUser(name: string): Promise<Identity | null> {
  try {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => promisify(execFile)("id", [flag, name])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return null;
  }
}
