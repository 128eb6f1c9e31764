import { destination, pino } from "pino";
import { type App, createApp } from "../app/create-app.ts";
import { readConfig } from "../config/config.ts";

/** Gives a command an instance of its own, on a free port, for as long as it runs. */
export async function withApp<T>(use: (app: App) => Promise<T>): Promise<T> {
  const config = readConfig();
  const own = { host: "127.0.0.1", port: 0, activityRetentionDays: null };
  // Standard output belongs to the command.
  const app = await createApp({ ...config, ...own }, pino({ level: "warn" }, destination(2)));
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
