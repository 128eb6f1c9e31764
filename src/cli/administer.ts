import { hostname, userInfo } from "node:os";
import process from "node:process";
import { readConfig } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import type { Operator } from "../operations/admin-actions.ts";
import { findUserIds, type ShownUser, showUser } from "../operations/admin-users.ts";
import { withDatabase } from "./with-database.ts";

/** Flag of each command that prints what it read or did. */
export const jsonFlag = { json: { type: "boolean", description: "Print JSON" } } as const;

/** Flags by which a command names a person. */
export const personFlags = {
  user: { type: "string", description: "Id of the person", valueHint: "id" },
  email: { type: "string", description: "E-mail of the person instead" },
} as const;

export const searchFlags = {
  search: { type: "string", description: "Part of the name, or of the e-mail of a person" },
  limit: { type: "string", valueHint: "n", default: "100", description: "Most rows" },
} as const;

/** Gives a command of an operator the database of the configuration, and whom the audit log names. */
export function administer<T>(use: (database: Database, operator: Operator) => Promise<T>): Promise<T> {
  return withDatabase(readConfig(), (database) => use(database, { osUser: readOsUser(), host: hostname() }));
}

/** A container may run as a user without a name. */
function readOsUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws one sentence for a text that is no id, before PostgreSQL does. */
export function readId(flag: string, value: string): string {
  if (uuid.test(value)) return value.toLowerCase();
  throw new Error(`--${flag} must be a UUID, e.g. 0198c5f3-7a0e-7b3c-9d2f-4b1e8a6c5d70.`);
}

/** Returns the person whom the flags name. Throws one sentence where they name none, or several. */
export async function requirePerson(
  { pool }: Database,
  { user, email }: { readonly user?: string | undefined; readonly email?: string | undefined },
): Promise<ShownUser> {
  if ((user === undefined) === (email === undefined)) throw new Error("Name the person by --user or by --email.");
  const ids = user === undefined ? await findUserIds(pool, email ?? "") : [readId("user", user)];
  if (ids.length > 1) throw new Error(`${ids.length} persons have this e-mail: name one by --user: ${ids.join(", ")}.`);
  const person = ids[0] === undefined ? undefined : await showUser(pool, ids[0]);
  if (!person) throw new Error(`No person has the ${user === undefined ? `e-mail ${email}` : `id ${user}`}.`);
  return person;
}

/** Prints rows as JSON, or as a table with the names of their parts in its first line. */
export function printRows(rows: readonly object[], json: boolean | undefined): void {
  if (json === true) console.log(JSON.stringify(rows, null, 2));
  else if (rows[0]) printTable([Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map(toText))]);
  else console.log("None.");
}

function printTable(lines: readonly (readonly string[])[]): void {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of lines) {
    const cells = line.map((text, column) => text.padEnd(widths[column] ?? 0));
    console.log(cells.join("  ").trimEnd());
  }
}

/** Prints one thing as JSON, or a line for each of its parts. */
export function printThing(thing: object, json: boolean | undefined): void {
  if (json === true) console.log(JSON.stringify(thing, null, 2));
  else for (const [name, value] of Object.entries(thing)) console.log(`${name}: ${toText(value)}`);
}

function toText(value: unknown): string {
  if (value === null) return "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
