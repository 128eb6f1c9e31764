import process from "node:process";
import { readConfig } from "./config.ts";
import { startEmbeddedPostgres } from "./database/embedded-postgres.ts";
import { migrate } from "./database/migrate.ts";

try {
  const { databaseUrl, dataDir } = readConfig();
  const embedded = databaseUrl === null ? await startEmbeddedPostgres({ dataDir }) : null;
  try {
    const applied = await migrate(embedded?.url ?? databaseUrl ?? "");
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
  } finally {
    await embedded?.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
