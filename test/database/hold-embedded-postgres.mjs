// Forked by tests: starts PostgreSQL from the sources of a checkout on a data folder, sends `{ url }` or `{ error }`,
// and holds on to it. After a SIGINT it still asks the database something, closes, and sends `{ answer }`.
import { join } from "node:path";
import pg from "pg";
import { runnerImport } from "vite";

const [checkout, dataDir] = process.argv.slice(2);
process.once("disconnect", () => process.exit());

const file = join(checkout, "src/database/embedded-postgres.ts");
const { module } = await runnerImport(file, { configFile: false, root: checkout, logLevel: "error" });
try {
  const postgres = await module.startEmbeddedPostgres({ dataDir });
  process.once("SIGINT", () => askAndClose(postgres));
  process.send({ url: postgres.url });
} catch (error) {
  process.send({ error: error.message });
}

async function askAndClose(postgres) {
  const client = new pg.Client(postgres.url);
  await client.connect();
  const { rows } = await client.query("SELECT 'still here' AS answer");
  await client.end();
  await postgres.close();
  process.send(rows[0]);
}
