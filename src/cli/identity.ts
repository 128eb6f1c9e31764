import { defineCommand } from "citty";
import { type Config, readConfig } from "../config/config.ts";
import { openDatabase } from "../database/database.ts";
import { readIdentity, renewIdentity } from "../database/deployment-identity.ts";
import { migrate } from "../database/migrate.ts";
import { withDatabase } from "./with-database.ts";

export const identity = defineCommand({
  meta: { name: "identity", description: "Print the name under which the deployment uses Redis" },
  args: {
    renew: {
      type: "boolean",
      description: "Take another one, for a copied volume that shares a Redis with its original",
    },
  },
  async run({ args }) {
    const config = readConfig();
    console.log(await withDatabase(config, (url) => tell(url, config, args.renew === true)));
  },
});

async function tell(url: string, config: Config, isRenewed: boolean): Promise<string> {
  await migrate(url);
  const database = openDatabase(url, () => undefined, {
    poolSize: 1,
    lockTimeout: config.databaseLockTimeoutSeconds * 1_000,
    statementTimeout: config.databaseStatementTimeoutSeconds * 1_000,
  });
  try {
    if (isRenewed) await renewIdentity(database.pool);
    return await readIdentity(database.pool);
  } finally {
    await database.close();
  }
}
