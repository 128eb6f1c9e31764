import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { projectRoot } from "../../src/config/project-root.ts";
import { migrate } from "../../src/database/migrate.ts";

export interface MigrationMeasurement {
  /** Names of the migrations that were measured. */
  readonly applied: readonly string[];
  /** Milliseconds that they took. */
  readonly duration: number;
  /** Number of changes that were written meanwhile. */
  readonly changes: number;
  /** Milliseconds that the slowest of these changes took. */
  readonly longest: number;
  /** Errors of the changes that failed. */
  readonly failures: readonly unknown[];
  /** Number of entries without a token, and of those that were written since. */
  readonly withoutToken: number;
  readonly withToken: number;
}

/** Newest migration of the version before. */
const before = "20261128193826_fill_procedure_drop";

const project = "00000000-0000-7000-8000-000000000001";

/** Measures on an empty database how long writers wait while a log of so many entries is migrated. */
export async function measureMigrations(url: string, entries: number): Promise<MigrationMeasurement> {
  await migrateFrom(url, (name) => name <= before);
  const client = await connect(url);
  for (const statement of fill(entries)) await client.query(statement);
  const writers = await Promise.all([1, 2].map(() => startWriter(url)));
  const begun = performance.now();
  const applied = await migrateFrom(url, () => true);
  const duration = performance.now() - begun;
  const writes = await Promise.all(writers.map((stop) => stop()));
  const { rows } = await client.query<Pick<MigrationMeasurement, "withoutToken" | "withToken">>(`
    SELECT (count(*) FILTER (WHERE token IS NULL))::int AS "withoutToken",
      (count(*) FILTER (WHERE token IS NOT NULL))::int AS "withToken" FROM activities`);
  await client.end();
  const times = writes.flatMap((each) => each.times);
  return {
    applied,
    duration,
    changes: times.length,
    longest: Math.max(...times),
    failures: writes.flatMap(({ failures }) => failures),
    withoutToken: rows[0]?.withoutToken ?? 0,
    withToken: rows[0]?.withToken ?? 0,
  };
}

async function migrateFrom(url: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const committed = join(projectRoot, "prisma", "migrations");
  const folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
  const names = (await readdir(committed)).filter((name) => /^\d/.test(name) && isWanted(name));
  for (const name of names) await cp(join(committed, name), join(folder, name), { recursive: true });
  const applied = await migrate(url, { folder });
  await rm(folder, { recursive: true });
  return applied;
}

/** One project, whose log holds all entries. */
function fill(entries: number): readonly string[] {
  return [
    `INSERT INTO projects (id, name, created_at, updated_at) VALUES ('${project}', 'Large', now(), now())`,
    `INSERT INTO project_heads (project_id, seq, at) VALUES ('${project}', ${entries}, now())`,
    `INSERT INTO activities (project_id, seq, type, at, actor_id, fields, snapshot)
     SELECT '${project}', n, 'TaskUpdated', now(), '${project}', '{TITLE}',
       json_build_object('task', json_build_object('id', '${project}', 'title', 'Task ' || n, 'status', 'TODO'))
     FROM generate_series(1, ${entries}) n`,
    "ANALYZE activities",
  ];
}

interface Writes {
  readonly times: number[];
  readonly failures: unknown[];
}

/** Writes as an instance of the version before does. Resolves after the first change with its end. */
async function startWriter(url: string): Promise<() => Promise<Writes>> {
  const client = await connect(url);
  const writes: Writes = { times: [], failures: [] };
  let isStopping = false;
  let tellFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    tellFirst = resolve;
  });

  async function goOn(): Promise<void> {
    while (!isStopping) {
      const begun = performance.now();
      try {
        await change(client);
      } catch (error) {
        writes.failures.push(error);
        await client.query("ROLLBACK");
      }
      writes.times.push(performance.now() - begun);
      tellFirst();
    }
    await client.end();
  }

  const going = goOn();
  await first;
  return async () => {
    isStopping = true;
    await going;
    return writes;
  };
}

async function change(client: Client): Promise<void> {
  await client.query("BEGIN");
  const head = `FROM project_heads WHERE project_id = '${project}'`;
  const { rows } = await client.query<{ seq: number }>(`SELECT seq + 1 AS seq ${head} FOR NO KEY UPDATE`);
  await client.query(
    `INSERT INTO activities (project_id, seq, type, at, actor_id, fields, snapshot)
     VALUES ('${project}', $1, 'TaskUpdated', now(), '${project}', '{TITLE}', '{}')`,
    [rows[0]?.seq],
  );
  await client.query(`UPDATE project_heads SET seq = seq + 1, at = now() WHERE project_id = '${project}'`);
  await client.query("COMMIT");
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  // The limit of an instance's changes.
  await client.query("SET lock_timeout = '2s'");
  return client;
}
