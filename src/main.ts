import process from "node:process";
import { pino } from "pino";
import { type App, createApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { openDemo } from "./demo.ts";

const logger = pino({ level: process.stdout.isTTY ? "warn" : "info" });

try {
  const config = readConfig();
  const app = await createApp(config, logger);
  stopOnSignals(app);
  await greet(app, config);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

/** The first signal ends it in order, a second one at once; npm sends one Ctrl-C twice, which counts once. */
function stopOnSignals(app: App): void {
  let stoppingSince: number | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (Date.now() - stoppingSince > 500) process.exit(1);
        return;
      }
      stoppingSince = Date.now();
      app.close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ err: error }, "It could not be stopped in order.");
          process.exit(1);
        },
      );
    });
  }
}

async function greet(app: App, config: Config): Promise<void> {
  console.log(`Lockstep listens on ${app.url}`);
  console.log(`  GraphiQL and the API   ${app.url}/graphql`);
  if (config.databaseUrl) return;
  const demo = await openDemo(app, config.dataDir);
  if (!demo) return;
  console.log(`  Demo accounts          ${demo.emails.join(" and ")}, password ${demo.password}`);
  console.log(`  For GraphiQL's Headers (good for 12 hours):`);
  console.log(JSON.stringify({ Authorization: `Bearer ${demo.token}` }));
}
