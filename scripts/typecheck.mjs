// npm run typecheck: checks all TypeScript projects, so that one run shows the errors of each.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const projects = ["tsconfig.json", "web", "client", "test/client"];

for (const project of projects) {
  const { status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "--project", project], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
