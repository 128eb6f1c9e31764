import { administer } from "./administer.ts";

/**
 * Drops a database, also under connections that stay open. Those that are about to end get two seconds for it: a pool that
 * has ended may still be told that its connection was terminated, and nobody listens to that error.
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
