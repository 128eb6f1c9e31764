import process from "node:process";
import { readConfig } from "./config.ts";
import { migrate } from "./database/migrate.ts";

try {
  const { databaseUrl } = readConfig();
  if (!databaseUrl)
    throw new Error("DATABASE_URL must name the database; an embedded one migrates itself at the start.");
  const applied = await migrate(databaseUrl);
  console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
