import { setTimeout as sleep } from "node:timers/promises";
import { administer } from "../test/support/administer.ts";
import type { Services } from "./services.ts";

export interface StatementCounts {
  /** Without those of authentication. */
  readonly statements: number;
  /** Number of statements by kind. */
  readonly description: string;
}

/** For a database whose statements are counted; holds for connections that begin later. */
export async function logStatements(databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await administer(databaseUrl, `ALTER DATABASE ${name} SET log_statement = 'all'`);
}

/** Counts what PostgreSQL is asked from now on, until the returned function is called. */
export function countStatements(services: Services): () => Promise<StatementCounts> {
  const statements: string[] = [];
  const forget = services.onDatabaseLog((line) => {
    const begun = /^LOG: {2}(?:execute|statement)(.*)/s.exec(line);
    if (begun) statements.push(begun[1] ?? "");
    // A statement goes on, indented, on further lines.
    else if (line.startsWith("\t") && statements.length > 0) statements.push(`${statements.pop()} ${line.trim()}`);
  });
  return async () => {
    // PostgreSQL's last lines are still on their way.
    await sleep(500);
    forget();
    const counts = new Map<string, number>();
    for (const name of statements.map(nameOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
    return {
      statements: statements.filter((statement) => nameOf(statement) !== authentication).length,
      description: [...counts].map(([name, count]) => `${count} × ${name}`).join(", "),
    };
  };
}

const authentication = "authentication";

/** The name of a prepared statement; of another one, how it begins. */
function nameOf(statement: string): string {
  if (/FROM users WHERE issuer/.test(statement)) return authentication;
  const name = /^ ([\w-]+):/.exec(statement)?.[1];
  return (
    name ??
    statement
      .replace(/^ <unnamed>:|^:/, "")
      .trim()
      .slice(0, 40)
  );
}
