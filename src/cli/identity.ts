import { defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import { readIdentity, renewIdentity } from "../database/deployment-identity.ts";
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
    const identity = await withDatabase(readConfig(), async ({ pool }) => {
      if (args.renew === true) await renewIdentity(pool);
      return readIdentity(pool);
    });
    console.log(identity);
  },
});
