// npm run bench, npm run bench:client: measure the server and the client. They install what they compare with when it
// is missing, and build what is stale.
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
// Libraries that run in this process leave their checks for developers out.
process.env.NODE_ENV ??= "production";
const isOfClient = process.argv[2] === "client";
const { main } = await import("./dist/bench/main.js");
const { measurements } = isOfClient
  ? await import("./dist/bench/client/measurements.js")
  : await import("./dist/bench/measurements/measurements.js");
await main(process.argv.slice(isOfClient ? 3 : 2), measurements, isOfClient ? "client" : null);

async function run(program, args) {
  await promisify(execFile)(program, args, { cwd: folder });
}
