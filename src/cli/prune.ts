import process from "node:process";
import { defineCommand } from "citty";
import { type Config, ConfigError, readConfig } from "../config/config.ts";
import { openDatabase } from "../database/database.ts";
import { migrate } from "../database/migrate.ts";
import { pruneLog } from "../engine/log/prune-log.ts";
import { projectTables } from "../operations/project-log.ts";
import { onStopSignal } from "./on-stop-signal.ts";
import { readWholeNumber } from "./read-whole-number.ts";
import { withDatabase } from "./with-database.ts";

export const prune = defineCommand({
  meta: { name: "prune", description: "Delete once, from all projects' logs, what is older than is kept" },
  args: {
    days: { type: "string", valueHint: "n", description: "Days to keep (default ACTIVITY_RETENTION_DAYS)" },
  },
  async run({ args }) {
    const config = readConfig();
    const days = args.days === undefined ? config.activityRetentionDays : readWholeNumber("days", args.days, 7, 36_500);
    if (days === null) throw new ConfigError("ACTIVITY_RETENTION_DAYS is not set: say by --days how many are kept.");
    const end = new AbortController();
    onStopSignal(() => end.abort());
    const { pruned, skipped } = await withDatabase(config, (url) => pruneOnce(url, config, days, end.signal));
    console.log(`Pruned ${pruned} changes that were older than ${days} days.`);
    for (const { streamId, reason } of skipped) console.error(`Project ${streamId} was left as it is: ${reason}.`);
    if (skipped.length > 0 || end.signal.aborted) process.exitCode = 1;
  },
});

async function pruneOnce(
  url: string,
  { databaseLockTimeoutSeconds, databaseStatementTimeoutSeconds }: Config,
  days: number,
  signal: AbortSignal,
) {
  await migrate(url);
  const database = openDatabase(url, () => undefined, {
    poolSize: 1,
    lockTimeout: databaseLockTimeoutSeconds * 1_000,
    statementTimeout: databaseStatementTimeoutSeconds * 1_000,
  });
  try {
    return await pruneLog(database.pool, projectTables, days, signal);
  } finally {
    await database.close();
  }
}
