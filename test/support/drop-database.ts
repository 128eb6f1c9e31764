import { administer } from "./administer.ts";

/**
 * Drops a database, also under connections that stay open. Those that are about to end get two seconds for it. A pool
 * tells its end sooner, and nobody listens any more when PostgreSQL terminates one of its connections.
 */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await administer(
    adminUrl,
    `DO $$ BEGIN
      FOR attempt IN 1..40 LOOP
        PERFORM FROM pg_stat_activity WHERE datname = '${name}';
        EXIT WHEN NOT FOUND;
        PERFORM pg_sleep(0.05), pg_stat_clear_snapshot();
      END LOOP;
    END $$`,
  );
  await administer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
}
