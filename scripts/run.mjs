// node scripts/run.mjs src/main.js [arguments]: builds what is stale, then runs a built module in this same process, so
// that signals and exit codes are the module's own.
import { fileURLToPath } from "node:url";
import { buildStale } from "./build-stale.mjs";

const [name, ...rest] = process.argv.slice(2);
const module = new URL(`../dist/server/${name}`, import.meta.url);

try {
  await buildStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.argv.splice(1, Infinity, fileURLToPath(module), ...rest);
await import(module.href);
