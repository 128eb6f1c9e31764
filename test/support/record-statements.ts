import { Client } from "pg";
import { vi } from "vitest";

/** Statements by which each instance watches the database; the last one reads the identity of the deployment. */
const isOwn = (statement: string) =>
  ["profile-news", "webhook-take"].includes(statement) || statement.includes("pg_control_system()");

/**
 * Does the work and returns the statements that this process, all its instances included, sent to PostgreSQL meanwhile.
 * They are given by name, or by text where they have none. Leaves out those that watch the database or set up a
 * connection.
 */
export async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(Client.prototype, "query");
  try {
    await work();
    const statements = query.mock.calls.map(([statement]: unknown[]) => nameOf(statement));
    return statements.filter((statement) => !isOwn(statement) && !statement.startsWith("SET TimeZone"));
  } finally {
    query.mockRestore();
  }
}

function nameOf(statement: unknown): string {
  if (typeof statement === "string") return statement;
  const { name, text } = statement as { readonly name?: string; readonly text: string };
  return name ?? text;
}
