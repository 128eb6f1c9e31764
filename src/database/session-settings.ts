import type { ClientBase } from "pg";

/**
 * Settings of PostgreSQL on which statements and their answers depend. A server, database or role may have others;
 * every connection sets its own. `default_transaction_read_only` is left alone: operators and hosts set it to protect
 * what is there.
 */
const settings = {
  // Prisma takes each time for one of UTC.
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  array_nulls: "on",
  transform_null_equals: "off",
  default_transaction_isolation: "read committed",
  default_transaction_deferrable: "off",
  idle_session_timeout: "0",
} as const;

const setAll = Object.entries(settings)
  .map(([name, value]) => `SET ${name} = '${value}'`)
  .join("; ");

/** Makes a new connection independent of the settings of its server, database and role. One round trip. */
export async function applySessionSettings(client: Pick<ClientBase, "query">): Promise<void> {
  await client.query(setAll);
}

/**
 * Behind a pooler in transaction mode nothing can be set for a session, so these must be right where the pooler
 * connects. Each pattern matches what is right.
 */
export const requiredBehindPooler: Readonly<Record<string, { readonly right: RegExp; readonly value: string }>> = {
  TimeZone: { right: /^(Etc\/)?(UTC|UCT|GMT|Greenwich|Universal|Zulu)$/i, value: settings.TimeZone },
  DateStyle: { right: /^ISO\b/, value: settings.DateStyle },
  default_transaction_isolation: { right: /^read committed$/, value: settings.default_transaction_isolation },
  standard_conforming_strings: { right: /^on$/, value: settings.standard_conforming_strings },
};

/** Tells if the address names a pooler that lends its connections for one transaction at a time, in Prisma's words. */
export function isTransactionPooled(databaseUrl: string): boolean {
  return new URL(databaseUrl).searchParams.get("pgbouncer") === "true";
}
