// npm run typecheck: checks all TypeScript projects, so that one run shows the errors of each.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const projects = ["tsconfig.json", "web", "web/worker", "client", "test/client"];
// Its peers are installed by its first run.
if (existsSync(`${root}bench/node_modules/.package-lock.json`)) projects.push("bench");

for (const project of projects) {
  // Each thread would check shared types again, which takes 1.6 times the CPU.
  const options = ["--noEmit", "--singleThreaded", "--project", project];
  const tsc = "node_modules/typescript/bin/tsc";
  const { status } = spawnSync(process.execPath, [tsc, ...options], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
