import { destination, pino } from "pino";
import type { App } from "../app/create-app.ts";
import { readConfig } from "../config/config.ts";

/** Gives a command an instance of its own, on a free port, for as long as it runs. */
export async function withApp<T>(use: (app: App) => Promise<T>): Promise<T> {
  const config = readConfig();
  const own = { host: "127.0.0.1", port: 0, activityRetentionDays: null };
  // Loaded only now: it takes longer than to tell what is wrong with the flags.
  const { createApp } = await import("../app/create-app.ts");
  // Standard output belongs to the command.
  const app = await createApp({ ...config, ...own }, pino({ level: "warn" }, destination(2)));
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}
