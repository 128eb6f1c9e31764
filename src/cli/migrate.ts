import { type CommandDef, defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import { migrate as migrateDatabase } from "../database/migrate.ts";
import { withDatabaseUrl } from "./with-database.ts";

export const migrate: CommandDef = defineCommand({
  meta: { name: "migrate", description: "Bring the database up to date, as a start does, and end" },
  async run() {
    const patience = { onWait: (message: string) => console.error(message) };
    const applied = await withDatabaseUrl(readConfig(), (url) => migrateDatabase(url, { patience }));
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
  },
});
