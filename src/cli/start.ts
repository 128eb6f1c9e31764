import process from "node:process";
import { type CommandDef, defineCommand } from "citty";
import { pino } from "pino";
import type { App } from "../app/create-app.ts";
import { type Config, readConfig } from "../config/config.ts";
import { listEffective } from "../config/describe.ts";
import { version } from "../config/project-root.ts";
import { requireDatabase } from "../database/require-database.ts";
import { onStopSignal } from "./on-stop-signal.ts";

export const start: CommandDef = defineCommand({
  meta: { name: "start", description: "Serve, as the environment says, until a signal comes" },
  async run() {
    const config = readConfig();
    const logger = pino({ level: config.logLevel ?? (process.stdout.isTTY ? "warn" : "info") });
    if (config.databaseUrl) await requireDatabase(config.databaseUrl);
    // Loaded only now: it takes longer than to tell what is wrong.
    const { createApp } = await import("../app/create-app.ts");
    const app = await createApp(config, logger);
    onStopSignal((signal) => {
      logger.info({ signal }, "Lockstep stops.");
      app.close().then(
        () => {
          logger.info({}, "Lockstep has stopped.");
          process.exit(0);
        },
        (error: unknown) => {
          logger.fatal({ err: error }, "It could not be stopped in order.");
          process.exit(1);
        },
      );
    });
    await greet(app, config);
    logger.info({ version, node: process.version, url: app.url, config: listGiven() }, "Lockstep has started.");
  },
});

/** Lists the variables that are set, without secrets and credentials. */
function listGiven(): Readonly<Record<string, string>> {
  const given = listEffective().filter(({ source }) => source === "environment");
  return Object.fromEntries(given.map(({ name, value }) => [name, value]));
}

async function greet(app: App, config: Config): Promise<void> {
  console.log(`Lockstep listens on ${app.url}`);
  console.log(`  GraphiQL and the API   ${app.url}/graphql`);
  if (config.databaseUrl !== null) return;
  const { openDemo } = await import("./demo.ts");
  const demo = await openDemo(app, config.dataDir);
  if (!demo) return;
  app.offerDemo({ people: demo.people, password: demo.password, projectId: demo.projectId });
  const emails = demo.people.map(({ email }) => email).join(" and ");
  console.log(`  Demo accounts          ${emails}, password ${demo.password}`);
  console.log(`  For GraphiQL's Headers (good for 12 hours):`);
  console.log(JSON.stringify({ Authorization: `Bearer ${demo.token}` }));
}
