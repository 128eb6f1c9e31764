// npm run bench, bench:client, bench:board: measure the server, the client and the board. They install what they
// compare with when it is missing, and build what is stale.
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
const [part] = process.argv.slice(2).filter((name) => name === "client" || name === "board");
const { main } = await import("./dist/bench/main.js");
const { measurements } = await import(`./dist/bench/${part ?? "measurements"}/measurements.js`);
await main(process.argv.slice(part ? 3 : 2), measurements, part ?? null);

async function run(program, args) {
  await promisify(execFile)(program, args, { cwd: folder });
}
