// npm run bench: installs what it compares with when that is missing, builds what is stale, and measures.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildStale } from "../scripts/build-stale.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

try {
  if (!existsSync(`${folder}node_modules/.package-lock.json`)) {
    console.log("Installing what Lockstep is compared with");
    await run("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund"]);
  }
  await buildStale();
  await run(process.execPath, [compiler, "--project", folder, "--singleThreaded"]);
} catch (error) {
  console.error(error.stdout || error.message);
  process.exit(1);
}
const { main } = await import("./dist/bench/main.js");
await main(process.argv.slice(2));

async function run(program, args) {
  await promisify(execFile)(program, args, { cwd: folder });
}
