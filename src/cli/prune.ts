import process from "node:process";
import { defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import { pruneLog } from "../engine/log/prune-log.ts";
import { OperatorError } from "../errors/operator-error.ts";
import { projectTables } from "../operations/project-log.ts";
import { onStopSignal } from "./on-stop-signal.ts";
import { readWholeNumber } from "./run-command-line.ts";
import { withDatabase } from "./with-database.ts";

export const prune = defineCommand({
  meta: { name: "prune", description: "Delete entries of all logs that are older than the days that are kept" },
  args: {
    days: { type: "string", valueHint: "n", description: "Days that are kept (default: ACTIVITY_RETENTION_DAYS)" },
  },
  async run({ args }) {
    const config = readConfig();
    const days = args.days === undefined ? config.activityRetentionDays : readWholeNumber("days", args.days, 7, 36_500);
    if (days === null)
      throw new OperatorError("ACTIVITY_RETENTION_DAYS is not set: name the days that are kept by --days.");
    const end = new AbortController();
    onStopSignal(() => end.abort());
    const { pruned, skipped } = await withDatabase(config, ({ pool }) =>
      pruneLog(pool, projectTables, days, end.signal),
    );
    console.log(`Pruned ${pruned} changes that were older than ${days} days.`);
    for (const { streamId, reason } of skipped) console.error(`Project ${streamId} was left as it is: ${reason}.`);
    if (skipped.length > 0 || end.signal.aborted) process.exitCode = 1;
  },
});
